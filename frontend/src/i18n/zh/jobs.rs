//! The jobs drawer.

use shared::wire::job::{JobSpec, JobState, ProgressUnit};

use crate::i18n::messages::JobMessages;

/// The Chinese texts.
pub(super) const JOBS: JobMessages = JobMessages {
    title: "任务",
    running: |n| format!("任务：{n} 个正在运行"),
    close: "关闭",
    none: "还没有任务。保存查询、训练模型等耗时的工作会显示在这里。",
    active: "进行中",
    past: "历史任务",
    kind: |spec| match spec {
        JobSpec::Compaction { .. } => "合并小文件",
        JobSpec::Vacuum { .. } => "清理旧版本",
        JobSpec::KafkaOut { .. } => "发送到 Kafka",
        JobSpec::Train { .. } => "训练模型",
        JobSpec::Predict { .. } => "预测",
        JobSpec::SqlMaterialise { .. } => "保存查询",
    },
    state: |state| match state {
        JobState::Queued => "排队中",
        JobState::Running => "运行中",
        JobState::Succeeded => "已完成",
        JobState::Failed => "失败",
        JobState::Cancelled => "已取消",
    },
    progress: |unit, done, total| {
        let unit = match unit {
            ProgressUnit::Rows => "行",
            ProgressUnit::Files => "个文件",
            ProgressUnit::Steps => "步",
            ProgressUnit::Messages => "条消息",
        };
        match total {
            Some(total) => format!("{done} / {total} {unit}"),
            None => format!("{done} {unit}"),
        }
    },
    duration: |ms| match ms / 1_000 {
        0 if ms < 100 => "不到 0.1 秒".into(),
        0..60 => format!("{}.{} 秒", ms / 1_000, ms % 1_000 / 100),
        secs @ 60..3_600 => format!("{} 分 {} 秒", secs / 60, secs % 60),
        secs => format!("{} 小时 {} 分", secs / 3_600, secs % 3_600 / 60),
    },
    attempt: |n| format!("第 {n} 次尝试"),
    cancel: "取消",
    cancel_of: |kind, name| format!("取消：{kind}，{name}"),
    open_dataset: "打开数据集",
    open_model: "查看模型",
    unnamed: "已删除",
};
