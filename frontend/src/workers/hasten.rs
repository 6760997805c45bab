//! What was asked for a tile off the screen, once the tile has come onto it: wherever the question waits, it is wanted at once.

use shared::worker::protocol::{ToWorker, Urgency, asks_for};

use super::pool::{Ask, Inner};

impl Inner {
    /// Has the questions of a tile answered as those of one that is on the screen.
    pub(super) fn hasten(&mut self, tile: &str) {
        let is_its = |asker: &str| asks_for(asker, tile);
        self.desk.waiting_mut().filter(|(asker, _)| is_its(asker)).for_each(|(_, ask)| _ = raise(ask));
        self.postponed.iter_mut().filter(|(asker, _)| is_its(asker)).for_each(|(_, ask)| _ = raise(ask));
        let mut raised = Vec::new();
        for (number, asked) in self.asked.iter_mut().filter(|(_, asked)| is_its(&asked.asker)) {
            if raise(&mut asked.ask) {
                raised.push(*number);
            }
        }
        for (number, reading) in self.reading.iter_mut().filter(|(_, reading)| is_its(&reading.tile)) {
            if let ToWorker::Rows { urgency: urgency @ Urgency::Hidden, .. } | ToWorker::Sample { urgency: urgency @ Urgency::Hidden, .. } =
                &mut reading.message
            {
                *urgency = Urgency::Shown;
                raised.push(*number);
            }
        }
        for query in raised {
            if let Err(problem) = self.members.iter_mut().try_for_each(|member| member.tell(&ToWorker::Hasten { query })) {
                return self.fail(&problem);
            }
        }
    }
}

/// Whether it was hidden until now.
fn raise(ask: &mut Ask) -> bool {
    let is_hidden = ask.urgency == Urgency::Hidden;
    if is_hidden {
        ask.urgency = Urgency::Shown;
    }
    is_hidden
}
