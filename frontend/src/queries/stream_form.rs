//! What was filled in for a new stream, and the request that it makes.

use shared::wire::column_type::{Role, role};
use shared::wire::dataset::Dataset;
use shared::wire::query::{CalendarUnit, GroupKey, Measure};
use shared::wire::stream::{NewStream, Start, StreamSpec};

/// The kinds of streams, in the order offered.
pub const KINDS: [Kind; 5] = [Kind::KafkaIn, Kind::Replay, Kind::Window, Kind::Predict, Kind::KafkaOut];

/// The samples with an event time, which are those that can be replayed.
pub const REPLAYED: [&str; 1] = ["flights"];

/// The units that windows come in, in the order offered.
pub const UNITS: [CalendarUnit; 8] = [
    CalendarUnit::Second,
    CalendarUnit::Minute,
    CalendarUnit::Hour,
    CalendarUnit::Day,
    CalendarUnit::Week,
    CalendarUnit::Month,
    CalendarUnit::Quarter,
    CalendarUnit::Year,
];

/// A kind of stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A topic into a dataset.
    #[default]
    KafkaIn,
    /// A sample into a dataset.
    Replay,
    /// Windows over a dataset.
    Window,
    /// Predictions of a dataset's rows.
    Predict,
    /// A dataset to a topic.
    KafkaOut,
}

/// Where to begin in a topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begin {
    /// With the oldest message.
    #[default]
    Earliest,
    /// With the next one.
    Latest,
    /// From a time on.
    Time,
}

/// The fields, as they were filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StreamForm {
    /// What kind.
    pub kind: Kind,
    /// Empty: the server's choice.
    pub name: String,
    /// `host:port`, several with commas.
    pub brokers: String,
    /// The topic.
    pub topic: String,
    /// Where to begin.
    pub begin: Begin,
    /// RFC 3339; empty if what was typed is no time.
    pub time: String,
    /// The dataset to fill; empty for a new one.
    pub target: String,
    /// The sample's key.
    pub sample: String,
    /// A whole number.
    pub rows_per_sec: String,
    /// The dataset to read.
    pub dataset: String,
    /// Its version now, if only later rows are wanted.
    pub after: Option<u64>,
    /// The column of the event time.
    pub time_column: String,
    /// The position in [`UNITS`].
    pub every: usize,
    /// A whole number; empty is 0.
    pub lateness: String,
    /// Columns.
    pub group_by: Vec<String>,
    /// At least one.
    pub measures: Vec<Measure>,
    /// The model's id.
    pub model: String,
}

/// The request; or the name of the first field that is missing or wrong.
pub fn new_stream(form: &StreamForm) -> Result<NewStream, &'static str> {
    let spec = match form.kind {
        Kind::KafkaIn => StreamSpec::KafkaIn {
            brokers: filled("brokers", &form.brokers)?,
            topic: filled("topic", &form.topic)?,
            start: start(form)?,
            columns: None,
        },
        Kind::Replay => StreamSpec::Replay { sample: filled("sample", &form.sample)?, rows_per_sec: rate(&form.rows_per_sec)? },
        Kind::KafkaOut => StreamSpec::KafkaOut {
            dataset: filled("dataset", &form.dataset)?,
            brokers: filled("brokers", &form.brokers)?,
            topic: filled("topic", &form.topic)?,
            after: form.after,
        },
        Kind::Window => window(form)?,
        Kind::Predict => StreamSpec::Predict { dataset: filled("dataset", &form.dataset)?, model: filled("model", &form.model)? },
    };
    let target = if matches!(form.kind, Kind::KafkaIn | Kind::Replay) { given(&form.target) } else { None };
    Ok(NewStream { name: given(&form.name), target, spec })
}

/// The columns that can hold an event time.
pub fn time_columns(dataset: &Dataset) -> Vec<String> {
    of_role(dataset, &[Role::Time])
}

/// The columns that rows can be grouped by: texts, truth values, whole numbers.
pub fn group_columns(dataset: &Dataset) -> Vec<String> {
    let whole = |word: &str| word.starts_with("int") || word.starts_with("uint");
    let groups = dataset.columns.iter().filter(|column| role(&column.r#type) == Role::Category || whole(&column.r#type));
    groups.map(|column| column.name.clone()).collect()
}

/// The columns that can be measured.
pub fn number_columns(dataset: &Dataset) -> Vec<String> {
    of_role(dataset, &[Role::Number])
}

fn of_role(dataset: &Dataset, roles: &[Role]) -> Vec<String> {
    dataset.columns.iter().filter(|column| roles.contains(&role(&column.r#type))).map(|column| column.name.clone()).collect()
}

fn window(form: &StreamForm) -> Result<StreamSpec, &'static str> {
    let lateness = form.lateness.trim();
    if form.measures.is_empty() || form.measures.iter().any(|measure| measure.op != shared::wire::query::Op::Count && measure.column.is_none()) {
        return Err("measures");
    }
    Ok(StreamSpec::Window {
        dataset: filled("dataset", &form.dataset)?,
        time: filled("time", &form.time_column)?,
        every: UNITS.get(form.every).copied().ok_or("every")?,
        lateness_secs: if lateness.is_empty() { 0 } else { lateness.parse().map_err(|_| "lateness_secs")? },
        group_by: form.group_by.iter().map(GroupKey::plain).collect(),
        measures: form.measures.clone(),
    })
}

fn start(form: &StreamForm) -> Result<Start, &'static str> {
    Ok(match form.begin {
        Begin::Earliest => Start::Earliest,
        Begin::Latest => Start::Latest,
        Begin::Time => Start::Time(filled("start", &form.time)?),
    })
}

fn rate(text: &str) -> Result<u32, &'static str> {
    text.trim().parse().ok().filter(|rate| *rate > 0).ok_or("rows_per_sec")
}

fn filled(field: &'static str, text: &str) -> Result<String, &'static str> {
    given(text).ok_or(field)
}

fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::samples::dataset;
    use super::*;

    fn form(kind: Kind) -> StreamForm {
        StreamForm {
            kind,
            brokers: " localhost:9092 ".into(),
            topic: "clicks".into(),
            sample: "flights".into(),
            rows_per_sec: "50".into(),
            dataset: "d1".into(),
            time_column: "at".into(),
            group_by: vec!["carrier".into()],
            measures: vec![Measure::count()],
            model: "m1".into(),
            ..StreamForm::default()
        }
    }

    #[test]
    fn each_kind_makes_its_request() {
        let kafka = StreamSpec::KafkaIn { brokers: "localhost:9092".into(), topic: "clicks".into(), start: Start::Earliest, columns: None };
        assert_eq!(new_stream(&form(Kind::KafkaIn)).unwrap(), NewStream { name: None, target: None, spec: kafka });
        assert_eq!(new_stream(&form(Kind::Replay)).unwrap().spec, StreamSpec::Replay { sample: "flights".into(), rows_per_sec: 50 });
        let window = new_stream(&form(Kind::Window)).unwrap().spec;
        assert!(matches!(window, StreamSpec::Window { every: CalendarUnit::Second, lateness_secs: 0, .. }), "{window:?}");
    }

    #[test]
    fn the_first_field_that_is_missing_is_named() {
        let check = |change: fn(&mut StreamForm), kind: Kind, field: &str| {
            let mut form = form(kind);
            change(&mut form);
            assert_eq!(new_stream(&form).unwrap_err(), field);
        };
        check(|form| form.brokers.clear(), Kind::KafkaIn, "brokers");
        check(|form| form.topic = "  ".into(), Kind::KafkaOut, "topic");
        check(|form| form.rows_per_sec = "0".into(), Kind::Replay, "rows_per_sec");
        check(|form| form.lateness = "soon".into(), Kind::Window, "lateness_secs");
        check(|form| form.measures.clear(), Kind::Window, "measures");
        check(|form| form.begin = Begin::Time, Kind::KafkaIn, "start");
    }

    #[test]
    fn only_columns_that_fit_are_offered() {
        let dataset = dataset().dataset;
        assert_eq!(time_columns(&dataset), ["at"]);
        assert_eq!(number_columns(&dataset), ["delay"]);
        assert_eq!(group_columns(&dataset), ["carrier", "origin", "delay", "note", "tail", "ok"]);
    }
}
