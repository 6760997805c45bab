//! 简体中文。

mod cases;
mod jobs;
mod measures;
mod models;
mod problem;
mod profile;
mod reading;
mod sql;
mod streams;
mod versions;

use shared::wire::dashboard::ChartSpec;
use shared::wire::dataset::Notice;
use shared::wire::query::CalendarUnit;

use super::listed;
use super::messages::{
    BarMessages, BoardMessages, DatasetMessages, HomeMessages, LiveMessages, Messages, ShareMessages, TroubleMessages, UploadMessages,
};
use crate::state::live::LiveState;
use crate::state::upload::UploadPhase;

/// The Chinese texts.
pub(super) const ZH: Messages = Messages {
    bar: BAR,
    home: HOME,
    cases: cases::CASES,
    upload: UPLOAD,
    board: BOARD,
    dataset: DATASET,
    profile: profile::PROFILE,
    versions: versions::VERSIONS,
    reading: reading::READING,
    share: SHARE,
    sql: sql::SQL,
    streams: streams::STREAMS,
    models: models::MODELS,
    jobs: jobs::JOBS,
    trouble: TROUBLE,
};

const BAR: BarMessages = BarMessages {
    home: "Sightline 首页",
    pages: "页面",
    start: "首页",
    sql: "查询",
    streams: "数据流",
    models: "模型",
    language: "语言",
    theme: "外观",
    theme_auto: "跟随系统",
    theme_light: "浅色",
    theme_dark: "深色",
    skip: "跳到正文",
};

const HOME: HomeMessages = HomeMessages {
    headline: "拖入文件，数据一目了然",
    promise: "几秒钟生成可刷选的仪表盘，数据始终留在这台服务器上。",
    drop_zone: "添加文件",
    drop_here: "将文件拖到这里",
    choose: "选择文件",
    link: "粘贴链接",
    fetch: "添加",
    formats: "支持 CSV、TSV、Excel、JSON、Parquet、Arrow 和 Avro，压缩文件也可以；图片或文本按文件夹打包成 zip 即可",
    release: "松开即可添加",
    samples: "试试示例数据",
    datasets: "数据集",
    dashboards: "仪表盘",
    no_datasets: "还没有数据集。拖入一个文件，或打开示例数据。",
    no_dashboards: "还没有仪表盘。每个数据集都会自动生成一个。",
    loading: "加载中…",
    delete: |name| format!("删除“{name}”"),
    confirm_delete_dataset: |name| format!("确定删除数据集“{name}”吗？恢复之前，使用它的仪表盘将没有数据可显示。"),
    was_deleted: |name| format!("已删除“{name}”。"),
    recently_deleted: |n| format!("最近删除（{n}）"),
    deleted_on: |date, end| match end {
        Some(end) => format!("删除于 {date}，保留至 {end}"),
        None => format!("删除于 {date}"),
    },
    bring_back: "恢复",
    confirm_delete_dashboard: |name| format!("确定删除仪表盘“{name}”吗？它的分享链接会失效，数据不受影响。"),
    confirm: "删除",
    keep: "保留",
    tiles: |n| format!("{n} 个图块"),
    rows: |n| format!("{n} 行"),
    columns: |n| format!("{n} 列"),
};

const UPLOAD: UploadMessages = UploadMessages {
    tray: "上传",
    phase: |phase| match phase {
        UploadPhase::Queued => "正在排队",
        UploadPhase::Sending => "正在上传",
        UploadPhase::Waiting => "连接中断，正在重试",
        UploadPhase::Asking { .. } => "等待你确认",
        UploadPhase::Fetching => "正在获取",
        UploadPhase::Inferring => "正在识别类型",
        UploadPhase::Reading => "正在读取数据",
        UploadPhase::Storing => "正在保存",
        UploadPhase::Done { .. } => "已就绪",
        UploadPhase::Failed(_) => "未能添加",
        UploadPhase::Cancelled => "已取消",
    },
    sent: |sent, total| format!("{sent} / {total}"),
    speed: |amount, speed, left| format!("{amount} · {speed}/秒 · 剩余 {left}"),
    left: |left| format!("剩余 {left}"),
    look_first: "载入前让我先确认文件的读取方式",
    choose: "确认读取方式",
    load: "载入",
    pending: "未完成的上传",
    go_on: "再次添加同一文件，即从此处继续",
    discard: "丢弃",
    rows_read: |rows| format!("{rows} 行"),
    pasted: |time| format!("粘贴的数据 {time}"),
    open: "打开仪表盘",
    cancel: |name| format!("取消上传“{name}”"),
    dismiss: |name| format!("移除“{name}”"),
};

const BOARD: BoardMessages = BoardMessages {
    rename: "重命名仪表盘",
    title: "仪表盘标题",
    untitled: "未命名",
    view_only: "仅查看",
    view_only_hint: "你正通过分享链接查看：可以随意刷选，不会保存任何更改。",
    share: "分享",
    rows_used: |used, there| format!("{used} / {there} 行"),
    rows_loaded: |loaded, there, percent| format!("已加载 {loaded} / {there} 行（{percent}%）"),
    filters: "筛选条件",
    no_filters: "在图表上拖动，或点击柱条，即可筛选其他图表。",
    clear: |label| format!("清除筛选 {label}"),
    clear_all: "全部清除",
    and_more: |first, more| format!("{first} 及另外 {more} 项"),
    at_least: |value| format!("≥ {value}"),
    below: |value| format!("< {value}"),
    only_null: "为空",
    not_null: "不为空",
    null: "（空值）",
    except: |label| format!("除 {label} 以外"),
    other: "其他",
    remove_tile: |title| format!("从仪表盘移除“{title}”"),
    removed: |title| format!("“{title}”已从仪表盘移除。"),
    tile_title: |chart| match chart {
        ChartSpec::Number => "行数".into(),
        ChartSpec::Histogram { column, .. } | ChartSpec::Bar { column, .. } => column.clone(),
        ChartSpec::Line { column, .. } => column.clone(),
        ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => format!("{} × {}", x.column, y.column),
        ChartSpec::Series { y, .. } => y.clone(),
        ChartSpec::Table { .. } => "全部数据".into(),
        ChartSpec::Gallery { picture, .. } => picture.clone(),
        ChartSpec::Sentences { text, .. } => text.clone(),
    },
    tile_subtitle: |chart| match chart {
        ChartSpec::Number => "符合筛选条件".into(),
        ChartSpec::Histogram { .. } => "各数值区间的行数".into(),
        ChartSpec::Bar { measure: Some(measure), .. } => format!("各取值的{}，从大到小", measures::measured(measure)),
        ChartSpec::Bar { .. } => "各取值的行数，从多到少".into(),
        ChartSpec::Line { every, measure: Some(measure), .. } => format!("每{}的{}", per(*every), measures::measured(measure)),
        ChartSpec::Line { every, .. } => format!("每{}的行数", per(*every)),
        ChartSpec::Heatmap { .. } => "各取值组合的行数".into(),
        ChartSpec::Scatter { .. } => "行在两个轴上的分布".into(),
        ChartSpec::Series { x, .. } => format!("按 {} 排列的每个值", x.column),
        ChartSpec::Table { .. } => String::new(),
        ChartSpec::Gallery { .. } => "符合筛选条件的图片".into(),
        ChartSpec::Sentences { words: Some(_), .. } => "符合筛选条件的文本，已标出关键词".into(),
        ChartSpec::Sentences { .. } => "符合筛选条件的文本".into(),
    },
    approximate: "≈ 停下后显示精确值",
    unplaced: |rows| format!("另有 {rows} 行无值"),
    rows_of: |rows, all| format!("{rows} / {all} 行"),
    rows: |rows| format!("{rows} 行"),
    measured: |measure, value, all| match all {
        Some(all) => format!("{}：{value}（全部：{all}）", measures::measured(measure)),
        None => format!("{}：{value}", measures::measured(measure)),
    },
    share_of_rows: |percent| format!("占全部的 {percent}"),
    loading: "加载中",
    no_rows: "没有可绘制的数据",
    no_rows_pass: "没有符合筛选条件的数据。",
    row_number: "行号",
    chart_help: "用方向键在图表上移动并选择，按住 Shift 扩大选区，按 Esc 清除。",
    table: "数据集的数据行",
    on_server: "由服务器计算",
    rows_too_large: "这些列超出了本标签页可用的内存，因此没有加载数据行；其他图块仍会统计全部数据。",
    link_too_large: "数据量太大，无法在分享页面中显示。请让分享者缩小范围后重新分享。",
    broken_picture: "图片已损坏",
    no_picture: "没有图片",
    page_of: |first, last, all| format!("第 {first}–{last} 项，共 {all} 项"),
    page_back: "上一页",
    page_on: "下一页",
    live: LiveMessages {
        state: |state| match state {
            LiveState::Off | LiveState::On => "实时",
            LiveState::Paused => "已暂停",
            LiveState::Reconnecting => "正在重连",
            LiveState::Ended => "已结束",
        },
        hint: |state| match state {
            LiveState::Off | LiveState::On => "新数据到达后会立即显示。",
            LiveState::Paused => "新数据暂不显示，继续后会补上。",
            LiveState::Reconnecting => "连接已断开，正在重试；不会漏掉任何数据。",
            LiveState::Ended => "数据集已被删除或不再可见，当前显示的是之前的数据。",
        },
        age: |secs| match secs {
            0..60 => format!("{secs} 秒前"),
            60..3_600 => format!("{} 分钟前", secs / 60),
            3_600..86_400 => format!("{} 小时前", secs / 3_600),
            _ => format!("{} 天前", secs / 86_400),
        },
        pause: "暂停",
        resume: "继续",
    },
};

const DATASET: DatasetMessages = DatasetMessages {
    open: "打开仪表盘",
    export: "导出",
    too_many_rows: "无法导出 Excel：超过一张工作表的 1,048,575 行",
    columns: "列",
    name: "名称",
    kind: "类型",
    nulls: "空值",
    distinct: "不同取值",
    min: "最小值",
    max: "最大值",
    import: "导入方式",
    source: "来源",
    format: "格式",
    format_name: |word| match word {
        "csv" => "CSV".into(),
        "json" => "JSON".into(),
        "ndjson" => "NDJSON".into(),
        "excel" => "工作簿".into(),
        "parquet" => "Parquet".into(),
        "arrow_file" => "Arrow 文件".into(),
        "arrow_stream" => "Arrow 流".into(),
        "avro" => "Avro".into(),
        "pictures" => "图片".into(),
        "texts" => "文本".into(),
        other => other.into(),
    },
    entry: "压缩包中的文件",
    sheet: "工作表",
    encoding: "编码",
    delimiter: "分隔符",
    delimiter_name: |mark| match mark {
        "," => "逗号".into(),
        ";" => "分号".into(),
        "\t" => "制表符".into(),
        "|" => "竖线".into(),
        " " => "空格".into(),
        "\u{1f}" => "单元分隔符（1F）".into(),
        "\u{1}" => "控制符（01）".into(),
        other => other.into(),
    },
    header: "表头",
    yes: "第一行",
    no: "无",
    rejected: "类型不符的单元格",
    version: "版本",
    created: "添加时间",
    sample: "示例数据",
    sql_result: "SQL 查询结果",
    stream_result: "数据流",
    at_least: |n| format!("≥ {n}"),
    notice: |notice| match notice {
        Notice::Renamed { position, from, to } if from.is_empty() => format!("第 {} 列没有名称，已命名为“{to}”。", position + 1),
        Notice::Renamed { position, from, to } => format!("第 {} 列原名“{from}”与其他列重名，已改为“{to}”。", position + 1),
        Notice::NoRows => "文件只有表头，没有数据。".into(),
        Notice::OtherFormat { ending } => format!("文件扩展名为 .{ending}，但内容是另一种格式；已按内容读取。"),
        Notice::OtherSheets { sheets, hidden } if hidden.is_empty() => format!("工作簿里还有其他工作表没有导入：{}。", sheets.join("、")),
        Notice::OtherSheets { sheets, hidden } => {
            format!("工作簿里还有其他工作表没有导入：{}（隐藏的：{}）。", sheets.join("、"), hidden.join("、"))
        }
        Notice::OtherFiles { files, names } => format!("压缩包中有 {files} 个文件没有导入：{}。", listed(*files, names, "、")),
        Notice::Unread { files, names } => format!("有 {files} 个文件的内容无法识别：{}。", listed(*files, names, "、")),
        Notice::NoHeader => "文件没有表头，各列按位置命名。".into(),
        Notice::Preamble { lines, text } => format!("表格之前的 {lines} 行没有作为数据导入：“{text}”。"),
        Notice::Written { column, writing } => format!("“{column}”列的写法是{}。", reading::written(*writing)),
        Notice::NullWords { column, words, cells } => {
            let words: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
            format!("“{column}”列中 {} 表示空值（{cells} 个单元格）。", words.join("、"))
        }
        Notice::NotADate { column, text } => format!("“{column}”列像是日期或时间，但“{text}”不符合，因此保留为文本。"),
        Notice::Ambiguous { column, first, second } => {
            format!("“{column}”列既可能是{}，也可能是{}，因此保留为文本。", reading::written(*first), reading::written(*second))
        }
    },
};

const SHARE: ShareMessages = ShareMessages {
    title: "分享仪表盘",
    explanation: "获得链接的人可以查看并刷选这个仪表盘，打开时保留当前的选择；不能修改任何内容，也看不到其他数据。",
    make: "创建链接",
    keep_data: "保持数据为现在的样子",
    keeps_data: "数据保持当时的样子",
    link: "新链接",
    copy: "复制",
    copied: "已复制",
    once: "请立即复制：为了安全，链接只显示这一次。",
    links: "已有链接",
    no_links: "还没有链接。",
    made_on: |date| format!("创建于 {date}"),
    revoked_on: |date| format!("已于 {date} 撤销"),
    revoke: "撤销",
    revoke_made_on: |date| format!("撤销创建于 {date} 的链接"),
    close: "关闭",
};

const TROUBLE: TroubleMessages = TroubleMessages {
    not_found: "这里什么也没有",
    not_found_hint: "地址可能有误，或者内容已被删除。",
    revoked: "这个链接已被撤销",
    revoked_hint: "分享者已停用此链接，请向对方索取新的链接。",
    failed: "无法显示此页面",
    go_home: "返回首页",
    reload: "重新加载",
    dismiss: "知道了",
    undo: "撤销",
    problem: problem::problem,
};

fn per(unit: CalendarUnit) -> &'static str {
    match unit {
        CalendarUnit::Second => "秒",
        CalendarUnit::Minute => "分钟",
        CalendarUnit::Hour => "小时",
        CalendarUnit::Day => "天",
        CalendarUnit::Week => "周",
        CalendarUnit::Month => "月",
        CalendarUnit::Quarter => "季度",
        CalendarUnit::Year => "年",
    }
}
