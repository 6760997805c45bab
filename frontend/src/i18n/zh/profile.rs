//! What the page of a dataset says of its columns.

use crate::i18n::messages::ProfileMessages;

/// The Chinese texts.
pub(super) const PROFILE: ProfileMessages = ProfileMessages {
    distribution: "分布",
    median: "中位数",
    mean: "平均值",
    find: "查找列",
    all_kinds: "全部类型",
    kinds: &[("number", "数值"), ("time", "时间"), ("text", "文本"), ("bool", "布尔值"), ("other", "其他")],
    download: |format| format!("下载列概况（{format}）"),
    top: "最常见的取值",
    shortest: |n| format!("最短文本（{n} 个字符）"),
    longest: |n| format!("最长文本（{n} 个字符）"),
};
