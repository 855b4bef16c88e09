"""What people read where two plans are compared."""

from app.network.coverage.terms import Agreement, Apart, MeasureClass

AGREEMENT = {
    Agreement.SAME: "名称相同",
    Agreement.WORDING: "名称略有不同，请看所计对象是否一致",
}
APART = {
    Apart.MEASURE_CLASS: "计法不同（比率、增长、数量或文字），不比较",
    Apart.UNIT_OF_MEASURE: "计量单位不同，不比较",
    Apart.DEFINITION: "口径不同（如参保率与覆盖率、新增与累计），不比较",
    Apart.TARGET_YEAR: "目标年份不同，不比较",
}
CLASSES = {
    MeasureClass.RATE: "比率",
    MeasureClass.GROWTH: "增长",
    MeasureClass.COUNT: "数量",
    MeasureClass.WORDS: "文字",
}
LOOK = "略有相近，请核对"
ALIKE = "相近"
SAME = "很接近"
