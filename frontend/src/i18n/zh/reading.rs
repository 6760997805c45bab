//! What the page of a dataset says of how its file is read.

use shared::wire::dataset::Writing;

use crate::i18n::messages::ReadingMessages;

/// The Chinese texts.
pub(super) const READING: ReadingMessages = ReadingMessages {
    title: "更改文件的读取方式",
    hint: "更改选项后重新读取文件，会生成下一个版本。与所选类型不符的单元格为空值，原文保存在单独的数据集中。",
    found: |value| format!("自动识别：{value}"),
    other: "其他…",
    other_mark: "其他分隔符",
    digits: "小数位数",
    preamble: "表格之前的行数",
    quote: "引号",
    escape: "转义符",
    null_words: "表示空值的词",
    null_words_hint: "用逗号隔开，适用于所有列。留空则识别 NA、NULL、- 等，但文本列除外。",
    as_found: "按识别结果",
    writing: written,
    preview: "读取效果预览",
    rows_read: |rows| format!("共 {rows} 行。以下是前几行；如与文件中的原文不同，原文列在单元格下方："),
    part: |bytes| format!("只查看了文件的前 {bytes}：类型和计数仅针对这部分，载入时会查看整个文件。"),
    misfits: |cells| format!("{cells} 个单元格不符合"),
    place: |row, column| format!("第 {row} 行，{column}："),
    row: |row| format!("第 {row} 行"),
    row_of: |row, version| format!("版本 {version} 的第 {row} 行"),
    all_columns: "所有列",
    again: "重新读取",
    busy: "正在读取…",
    rejected: "查看不符合的单元格",
    rejected_source: "不符合的单元格",
    rejected_of: "打开所属的数据集",
};

/// How numbers and dates are written.
pub(super) fn written(writing: Writing) -> &'static str {
    match writing {
        Writing::Plain => "普通数字或 ISO 日期",
        Writing::DecimalComma => "以逗号为小数点的数字（1.234,5）",
        Writing::ThousandsMark => "带千位分隔符的数字（1,234.5）",
        Writing::DayFirst => "日在前的日期（31/12/2024）",
        Writing::MonthFirst => "月在前的日期（12/31/2024）",
        Writing::YearFirst => "年在前的日期（2024/12/31）",
    }
}
