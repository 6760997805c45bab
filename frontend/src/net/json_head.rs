//! The first rows of a [`shared::wire::sql::JsonTable`], so that a page never holds more of an answer than it shows.

/// What of the text is kept, and where in it one is.
pub struct JsonHead {
    text: Vec<u8>,
    depth: u32,
    in_string: bool,
    is_escaped: bool,
    rows: usize,
    most_rows: usize,
    most_bytes: usize,
    /// Where the last whole row ends.
    end: usize,
}

/// How deep in brackets a row is: in the table's object, in the list of rows.
const ROW_DEPTH: u32 = 3;

impl JsonHead {
    /// At most so many rows, and only whole ones of so many bytes.
    pub fn new(most_rows: usize, most_bytes: usize) -> JsonHead {
        JsonHead { text: Vec::new(), depth: 0, in_string: false, is_escaped: false, rows: 0, most_rows, most_bytes, end: 0 }
    }

    /// Takes the next bytes; false once no more are needed.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            if self.is_full() {
                return false;
            }
            self.text.push(*byte);
            self.step(*byte);
        }
        !self.is_full()
    }

    /// A whole table: as the server sent it, or with the rows that fit.
    pub fn finish(mut self) -> Vec<u8> {
        if self.is_full() && self.depth > 0 {
            self.text.truncate(self.end);
            self.text.extend_from_slice(b"]}");
        }
        self.text
    }

    fn is_full(&self) -> bool {
        self.rows >= self.most_rows || (self.rows > 0 && self.text.len() >= self.most_bytes)
    }

    fn step(&mut self, byte: u8) {
        if self.in_string {
            self.in_string = self.is_escaped || byte != b'"';
            self.is_escaped = !self.is_escaped && byte == b'\\';
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'[' | b'{' => self.depth += 1,
            // The columns come before the rows, and each of them is an object.
            b']' if self.depth == ROW_DEPTH => {
                self.depth -= 1;
                self.rows += 1;
                self.end = self.text.len();
            }
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;
    use shared::wire::sql::JsonTable;

    use super::*;

    /// The rows that are left of a table that comes in pieces of every size.
    fn check(table: &serde_json::Value, most_rows: usize, most_bytes: usize, expected: usize) {
        let text = table.to_string();
        for size in [1, 2, 7, 64, text.len()] {
            let mut head = JsonHead::new(most_rows, most_bytes);
            for piece in text.as_bytes().chunks(size) {
                if !head.push(piece) {
                    break;
                }
            }
            let table: JsonTable = serde_json::from_slice(&head.finish()).unwrap();
            assert_eq!(table.rows.len(), expected, "in pieces of {size}");
        }
    }

    #[test]
    fn only_the_first_rows_are_kept_whatever_is_in_them() {
        let columns = json!([{ "name": "a ]}\"", "type": "list<int64>", "nullable": true }]);
        let rows = json!([[[1, [2]]], ["]]}"], ["\\\"],["], [null], [{ "x": [1] }]]);
        let table = json!({ "columns": columns, "rows": rows });
        check(&table, 3, usize::MAX, 3);
        check(&table, 5, usize::MAX, 5);
        check(&table, 50, usize::MAX, 5);
    }

    #[test]
    fn few_bytes_still_hold_one_row() {
        let table = json!({ "columns": [{ "name": "a", "type": "string", "nullable": true }], "rows": [["long ".repeat(50)], ["b"]] });
        check(&table, 10, 1, 1);
    }

    #[test]
    fn a_table_without_rows_stays_whole() {
        check(&json!({ "columns": [], "rows": [] }), 10, 1, 0);
    }
}
