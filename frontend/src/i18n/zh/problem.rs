//! 每种问题的中文说明。

use shared::wire::problem::{Code, Problem};

/// What happened and what to do, in one or two sentences.
pub(super) fn problem(problem: &Problem) -> String {
    let of = |name| problem.param(name);
    let format_name = super::DATASET.format_name;
    match problem.code {
        Code::EmptyFile => "这个文件是空的。".into(),
        Code::UnknownFormat if of("format").is_empty() => "无法识别这个文件。请使用 CSV、JSON、Excel、Parquet、Arrow 或 Avro 格式。".into(),
        Code::UnknownFormat if of("format") == "folder" => "这是一个文件夹。请直接拖放里面的文件，或打包成 zip 压缩包。".into(),
        Code::UnknownFormat => format!("这个文件看起来是 {}，不是数据表。请使用 CSV、JSON、Excel、Parquet、Arrow 或 Avro 格式。", of("format")),
        Code::ChooseEntry => format!("压缩包里有多个文件：{}。请选择其中一个。", of("entries")),
        Code::DamagedFile | Code::EncryptedWorkbook if of("reason") == "password" => "这个文件有密码保护。请去掉密码后另存再试。".into(),
        Code::DecompressedTooLarge => format!("解压后超过了上限（{}）。请解压并拆分后再上传。", of("limit")),
        Code::NoColumns => "这个文件没有列。".into(),
        Code::DamagedFile | Code::EncryptedWorkbook | Code::CorruptCompression => {
            format!("这个文件已损坏或不完整（{}：{}）。请重新导出后再试。", format_name(of("format")), reason(problem))
        }
        Code::RaggedRows => format!("各行的字段数不一致：应为 {} 个，第 {} 行有 {} 个。", of("expected"), of("rows"), of("found")),
        Code::UnclosedQuote => format!("第 {} 行的引号没有闭合。", of("row")),
        Code::UnknownEncoding => format!("无法识别文本编码（第 {} 字节处）。请将文件另存为 UTF-8 后再试。", of("offset")),
        Code::RecordTooLong => format!("第 {} 行超过了 {} 字节。请检查换行符是否正确。", of("row"), of("limit")),
        Code::InvalidJsonLine => format!("第 {} 行不是有效的 JSON（{}）。", of("row"), reason(problem)),
        Code::NotATable => format!("这是 JSON，但不是数据表：第 {} 行不是对象（{}）。", of("row"), of("found")),
        Code::TooManyColumns => format!("共有 {} 列，超过了 {} 列的上限。", of("columns"), of("limit")),
        Code::UnsupportedType => format!("列“{}”的类型 {} 暂不支持。", of("column"), of("type")),
        Code::UnsupportedEndianness => "这个 Arrow 文件采用大端字节序。请以小端字节序重新导出后再试。".into(),
        Code::TooComplex => format!("所需的内存或时间超过了上限（{}）。请减少数据量（拆分文件，或减少行或列）后再试。", of("limit")),
        Code::PayloadTooLarge if !of("pending_limit").is_empty() => {
            format!("未完成的上传合计不能超过 {} 字节，剩余空间放不下这个文件。请先完成或停止其他上传。", of("pending_limit"))
        }
        Code::PayloadTooLarge if !of("files").is_empty() => {
            format!("一次放入 {} 个文件，超过了 {} 个的上限。请分批拖放，或打包成 zip 压缩包。", of("files"), of("limit"))
        }
        Code::PayloadTooLarge => format!("文件超过了 {} 字节的上限。", of("limit")),
        Code::UploadInterrupted => "连接中断，文件没有传完。请重试。".into(),
        Code::UrlRefused | Code::UrlUnreachable => url(problem),
        Code::NoSpace => "服务器磁盘已满，没有保存任何数据。".into(),
        Code::NotWritable => "服务器无法写入磁盘：磁盘为只读或出现故障。没有保存任何数据，已有数据仍可读取。".into(),
        Code::StorageDamaged => "无法读取已保存的数据，详情请查看服务器日志。".into(),
        Code::NotFound => "内容不存在，可能已被删除。".into(),
        Code::LinkRevoked => "这个链接已被撤销。".into(),
        Code::InvalidQuery => format!("查询有误（{}）：{}。", of("field"), reason(problem)),
        Code::InvalidRequest => format!("服务器无法理解请求（{}）：{}。", of("field"), reason(problem)),
        Code::PreconditionFailed => "其他人已先保存了这个仪表盘。请重新加载以查看对方的更改。".into(),
        Code::MethodNotAllowed => "这里不支持该操作。".into(),
        Code::Unauthorized => "请先登录。".into(),
        Code::ForbiddenOrigin => "请求来自其他网站，已被拒绝。".into(),
        Code::WrongHost => "服务器不接受通过这个地址的访问。".into(),
        Code::UploadIncomplete => "文件还没有全部传到服务器，请等上传完成。".into(),
        Code::OffsetMismatch | Code::ChecksumMismatch => "文件到达时与发出时不一致。请重试，已收到的部分不会再传一遍。".into(),
        Code::UploadExpired => "这次上传搁置太久，服务器已丢弃收到的部分，请重新选择文件。".into(),
        Code::UnknownTusVersion => "服务器使用的上传协议版本不同，请刷新页面。".into(),
        Code::RowsAdded => format!("之后添加的行或列使文件无法这样重新读取：{}。", reason(problem)),
        Code::VersionGone => format!("版本 {} 已过保留期，其文件已被清理。", of("version")),
        Code::StreamFills => format!("数据流“{}”正在写入这个数据集。请先删除该数据流，数据集会保留。", of("stream")),
        Code::OriginalMissing => "这个数据集的原始文件没有保留，请重新上传。".into(),
        Code::Conflict => "名称已被占用。".into(),
        Code::InvalidSql => format!("这条 SQL 无法运行：{}。", reason(problem)),
        Code::QueryTimeout => format!("查询超过 {} 秒，已被终止。请缩小查询范围，或调高限制。", of("limit")),
        Code::QueryMemory => format!("查询所需内存超过上限（{} 字节）。请缩小查询范围，或调高限制。", of("limit")),
        Code::Overflow => format!("数值超出其类型的范围：{}。", reason(problem)),
        Code::RowsDontFit => {
            format!(
                "第 {} 行：“{}”不符合“{}”列的类型 {}。没有添加任何数据。请修改该值，或先更改该列的类型。",
                of("row"),
                of("value"),
                of("column"),
                of("type")
            )
        }
        Code::ColumnMismatch => format!("新行与数据集的列不一致：“{}”。没有添加任何数据。", of("column")),
        Code::BrokerUnreachable => format!("{} 上的 Kafka 服务没有响应：{}。", of("brokers"), reason(problem)),
        Code::UnknownTopic => format!("Kafka 中没有主题“{}”。", of("topic")),
        Code::MessagesLost => {
            format!("主题“{}”分区 {}：从 {} 起的消息尚未读取，就已从 Kafka 中清除。", of("topic"), of("partition"), of("offset"))
        }
        Code::OneClass => format!("“{}”列只有一个类别“{}”，没有可区分的内容。", of("column"), of("class")),
        Code::TooFewRows => format!("可用的行只有 {} 行，至少需要 {} 行。", of("rows"), of("needed")),
        Code::TooManyClasses => format!("“{}”列有 {} 个类别，最多支持 {} 个。", of("column"), of("classes"), of("limit")),
        Code::UnsuitableColumn => format!("“{}”列的类型是 {}，这里需要 {}。", of("column"), of("type"), of("needed")),
        Code::BrokenPicture if of("row").is_empty() => format!("图片无法读取：{}。", reason(problem)),
        Code::BrokenPicture => format!("第 {} 行的图片无法读取：{}。", of("row"), reason(problem)),
        Code::ModelNotReady => "模型尚不可用：仍在训练，或训练失败。".into(),
        Code::DeletedMeanwhile => "所需的内容已被删除。".into(),
        Code::GaveUp => format!("任务运行期间服务器中断了 {} 次，已放弃。请重新启动任务。", of("attempts")),
        Code::StoreUnreachable => format!("无法使用对象存储：{}。", reason(problem)),
        Code::RowsReplaced => "数据已被替换，正在重新加载。".into(),
        Code::Busy => "等待中的任务过多，请稍后再试。".into(),
        Code::Internal if of("id").is_empty() => match of("kind") {
            "network" => "无法连接服务器。请检查网络和服务器是否正常，然后重试。".into(),
            "unreadable" => "无法读取服务器的响应。请刷新页面。".into(),
            "worker" => "页面的后台线程已停止。请刷新页面后继续。".into(),
            _ => "出了点问题，请重试。".into(),
        },
        Code::Internal => format!("服务器出错了，日志编号为 {}。", of("id")),
    }
}

/// Why a file can't be fetched by its address.
fn url(problem: &Problem) -> String {
    let host = problem.param("host");
    match problem.param("reason") {
        "off" => "这台服务器不支持通过链接获取文件。请先下载，再拖到这里。".into(),
        "not_named" => format!("这台服务器不允许从 {host} 获取文件。请先下载，再拖到这里。"),
        "private" => format!("{host} 位于内部网络，服务器不会访问。请先下载文件，再拖到这里。"),
        "insecure" => format!("这个安全链接（https）跳转到了不安全的地址 {host}（http），已停止。"),
        "name" => format!("找不到 {host}，请检查链接。"),
        "status" => format!("{host} 返回了状态码 {}，没有提供文件。请检查链接。", problem.param("status")),
        "redirects" => format!("{host} 跳转次数过多或跳转无效。请使用文件本身的链接。"),
        "slow" => format!("{host} 响应太慢，请稍后再试。"),
        "broke_off" => format!("与 {host} 的连接中断，文件没有传完。请重试。"),
        _ => format!("无法安全地连接 {host}。请检查链接，或稍后再试。"),
    }
}

/// Why, in the words of the parser that refused: these exist in English only.
fn reason(problem: &Problem) -> &str {
    let reason = problem.param("reason");
    let reason = if reason.is_empty() { problem.detail.as_str() } else { reason };
    reason.trim_end_matches('.')
}
