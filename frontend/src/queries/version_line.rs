//! A version in one line: what made it, and what it changed.

use shared::wire::version::{Change, Version};

use crate::i18n::Messages;

/// Names told at most.
const NAMES: usize = 6;

/// Such as "Replaced with b.csv: 1 column added (d), delay int64 → string, 12 cells rejected"; `number` writes whole numbers.
pub fn version_line(version: &Version, messages: &Messages, number: &dyn Fn(u64) -> String) -> String {
    let words = &messages.versions;
    let [colon, comma, and] = words.marks;
    let made = match (version.change, &version.file_name, version.restored) {
        (_, _, Some(restored)) => (words.restored)(&number(restored)),
        (Change::Import, Some(file), _) => (words.imported_from)(file),
        (Change::Replace, Some(file), _) => (words.replaced_with)(file),
        (change, _, _) => (words.change_name)(change).to_owned(),
    };
    let names = |names: &[String]| {
        let told = names.iter().take(NAMES).map(String::as_str).chain((names.len() > NAMES).then_some("…"));
        told.collect::<Vec<_>>().join(and)
    };
    let mut changes = Vec::new();
    // Of new rows the table tells how many; how many there were before says the line below.
    if matches!(version.change, Change::Restore | Change::Delete) && version.rows_removed > 0 {
        changes.push((words.rows_removed)(&number(version.rows_removed)));
    }
    for (columns, told) in [(&version.columns_added, words.columns_added), (&version.columns_removed, words.columns_removed)] {
        if !columns.is_empty() {
            changes.push(told(columns.len(), &names(columns)));
        }
    }
    changes.extend(version.columns_retyped.iter().take(NAMES).map(|column| [&column.name, " ", &column.from, " → ", &column.to].concat()));
    if version.columns_retyped.len() > NAMES {
        changes.push("…".to_owned());
    }
    if version.rejected_cells > 0 {
        changes.push((words.rejected)(&number(version.rejected_cells)));
    }
    let changed = changes.join(comma);
    match version.change {
        _ if changes.is_empty() => made,
        // Which ones says it all.
        Change::Columns => changed,
        _ => [made, changed].join(colon),
    }
}

#[cfg(test)]
mod tests {
    use shared::wire::version::Retyped;

    use super::*;
    use crate::i18n::Language;

    fn version(change: Change) -> Version {
        Version {
            version: 2,
            change,
            rows: 10,
            rows_added: 10,
            rows_removed: 7,
            columns_added: Vec::new(),
            columns_removed: Vec::new(),
            columns_retyped: Vec::new(),
            file_name: None,
            rejected_cells: 0,
            restored: None,
            is_kept: true,
            created_at: String::new(),
        }
    }

    #[track_caller]
    fn check(version: &Version, english: &str, chinese: &str) {
        let told = [Language::English, Language::Chinese].map(|language| version_line(version, language.messages(), &|n| n.to_string()));
        assert_eq!(told, [english, chinese]);
    }

    #[test]
    fn a_version_is_told_in_one_line_with_what_it_changed() {
        check(&version(Change::Append), "Rows added", "追加数据");
        let columns_retyped = vec![Retyped { name: "delay".into(), from: "int64".into(), to: "string".into() }];
        let file_name = Some("flights2.csv".to_owned());
        let columns_added = ["a", "b", "c"].map(str::to_owned).to_vec();
        let replaced = Version { columns_added, columns_retyped, file_name, rejected_cells: 1200, ..version(Change::Replace) };
        check(
            &replaced,
            "Replaced with flights2.csv: 3 columns added (a, b, c), delay int64 → string, 1200 cells rejected",
            "替换为 flights2.csv：新增 3 列（a、b、c），delay int64 → string，1200 个单元格未能读入",
        );
        let restored = Version { restored: Some(0), columns_removed: vec!["a".into()], ..version(Change::Restore) };
        check(&restored, "Version 0 restored: 7 rows removed, 1 column removed (a)", "恢复到版本 0：移除 7 行，移除 1 列（a）");
        check(&version(Change::Delete), "Deleted: 7 rows removed", "删除：移除 7 行");
    }

    #[test]
    fn of_many_columns_some_are_named() {
        let columns_added = (0..9).map(|n| n.to_string()).collect();
        let many = Version { columns_added, ..version(Change::Columns) };
        check(&many, "9 columns added (0, 1, 2, 3, 4, 5, …)", "新增 9 列（0、1、2、3、4、5、…）");
    }
}
