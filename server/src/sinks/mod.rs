//! Where rows go: to a Kafka topic, as JSON.

pub(crate) mod json;
pub(crate) mod kafka;
