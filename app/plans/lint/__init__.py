"""检查责任矩阵: what a matrix as it stands leaves open, in drafts and in published plans.

The reader's findings speak of the reading and are stored; these are worked out anew each time.
"""
