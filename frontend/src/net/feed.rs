//! Server-sent events as a row of values.

use std::marker::PhantomData;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use futures::future::{Either, select};
use serde::de::DeserializeOwned;

use super::fetch;
use crate::js::clock;
use crate::js::event_source::{Events, Heard};

/// Values of one kind as they come; closed when this is dropped.
pub struct Feed<T> {
    events: Option<Events>,
    heard: UnboundedReceiver<Heard>,
    of: PhantomData<T>,
}

/// The next thing of a feed.
pub enum Next<T> {
    /// A value.
    Value(T),
    /// Nothing within the time given.
    Silence,
    /// No more will come.
    End,
}

impl<T: DeserializeOwned> Feed<T> {
    /// Opens a path of our own server; the values are the data of the events of this type.
    pub fn open(path: &str, event: &'static str) -> Feed<T> {
        let (sender, heard) = unbounded();
        let events = Events::open(path, event, move |heard| {
            // Fails only when the feed is dropped, and then nobody asks.
            let _ = sender.unbounded_send(heard);
        });
        Feed { events: events.ok(), heard, of: PhantomData }
    }

    /// Waits for the next value, but not longer than `patience_ms`.
    pub async fn next(&mut self, patience_ms: u32) -> Next<T> {
        if self.events.is_none() {
            return Next::End;
        }
        let silence = Box::pin(clock::sleep(patience_ms));
        match select(self.heard.next(), silence).await {
            Either::Left((Some(Heard::Data(text)), _)) => fetch::read(&text).map_or(Next::Silence, Next::Value),
            Either::Left((Some(Heard::Ended) | None, _)) => {
                self.events = None;
                Next::End
            }
            Either::Right(_) => Next::Silence,
        }
    }
}
