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
        Change::Restore => "恢复旧版本",
        Change::Retype => "重新读取",
        Change::Delete => "删除",
    },
    restored: |n| format!("恢复到版本 {n}"),
    imported_from: |file| format!("首次导入 {file}"),
    replaced_with: |file| format!("替换为 {file}"),
    rows_removed: |n| format!("移除 {n} 行"),
    columns_added: |n, names| format!("新增 {n} 列（{names}）"),
    columns_removed: |n, names| format!("移除 {n} 列（{names}）"),
    rejected: |n| format!("{n} 个单元格未能读入"),
    marks: ["：", "，", "、"],
    gone_version: "已清理",
    preview: "预览",
    first_rows: |n| format!("版本 {n} 的前几行"),
    close: "关闭",
    restore: "恢复",
    restore_hint: "用这些行和列生成一个新版本，不会丢失任何版本。",
    dashboard: "打开该版本的仪表盘",
    pin: "固定在当前版本",
    pin_hint: "这个仪表盘及其分享链接将一直显示现在的数据。",
    unpin: "跟随最新版本",
    pinned: |n| format!("版本 {n}"),
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
