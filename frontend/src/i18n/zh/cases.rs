//! The worked cases of the home page.

use shared::wire::case::CaseStep;

use crate::i18n::messages::CaseMessages;

/// The Chinese texts.
pub(super) const CASES: CaseMessages = CaseMessages {
    title: "完整案例，一键体验",
    name: |key| match key {
        "digits" => "手写数字",
        "messages" => "垃圾邮件识别",
        _ => "实时数据流",
    },
    about: |key| match key {
        "digits" => "用图片训练一个小型神经网络，再看看它认错了哪些。",
        "messages" => "从已标注的邮件中学习，并标出起决定作用的词。",
        _ => "事件逐条到达，按时间窗口统计，图表随之实时更新。",
    },
    step: |key, step| match (key, step) {
        ("stream", CaseStep::Importing) => "启动数据流",
        (_, CaseStep::Importing) => "保存数据",
        (_, CaseStep::Training) => "训练模型",
        (_, CaseStep::Predicting) => "生成预测",
        (_, CaseStep::Ready) => "已就绪",
        (_, CaseStep::Failed) => "失败",
        (_, CaseStep::Idle) => "未开始",
    },
    steps: "步骤",
    begin: "运行",
    open: "打开仪表盘",
    again: "重试",
    working: "运行中…",
};
