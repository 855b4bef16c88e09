"""Two plans held against each other: what one has and the other lacks, and their indicators."""
