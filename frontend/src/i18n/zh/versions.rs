//! What the page of a dataset says of its commits and of what keeps it filled.

use shared::wire::job::Refresh;
use shared::wire::version::Change;

use crate::i18n::messages::VersionMessages;

/// The Chinese texts.
pub(super) const VERSIONS: VersionMessages = VersionMessages {
    title: "版本",
    number: "版本号",
    change: "变更",
    added: "新增行数",
    rows: "总行数",
    when: "时间",
    change_name: |change| match change {
        Change::Import => "首次导入",
        Change::Append => "追加数据",
        Change::Replace => "替换全部数据",
        Change::Columns => "添加列",
        Change::Compaction => "合并文件，数据不变",
    },
    show_all: |n| format!("显示全部 {n} 个版本"),
    compact: "合并小文件",
    compact_hint: "数据多次少量追加后，合并文件可以加快读取。数据内容不会改变。",
    query: "已保存的查询",
    inputs: "读取",
    gone: "已删除的数据集",
    refresh: "更新方式",
    refresh_name: |refresh| match refresh {
        Refresh::Manual => "手动更新",
        Refresh::OnChange => "来源数据变化时自动更新",
    },
    refresh_now: "立即更新",
    edit_query: "在 SQL 页面打开",
    stream_notice: "这个数据集由数据流写入，查看期间数据可能会增加。",
    open_streams: "查看数据流",
};
