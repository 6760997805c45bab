//! Two threads, one of which takes what the other makes: rows are cut while those before are looked at, and read while those before are written.

use std::io;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::child::STACK_BYTES;

/// Runs `take` on a second thread and `make` on this one, which hands over what it makes, in order; false says that `take` has ended, so it may stop. At
/// most `waiting` wait to be taken beside the one that is handed over. Gives what both came to; a panic of either is one.
///
/// # Errors
/// The system gives no second thread.
pub(super) fn beside<T: Send, A: Send, B>(
    waiting: usize,
    take: impl FnOnce(Receiver<T>) -> A + Send,
    make: impl FnOnce(&mut dyn FnMut(T) -> bool) -> B,
) -> io::Result<(A, B)> {
    thread::scope(|scope| {
        let (hand_over, made) = sync_channel(waiting);
        let taking = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, move || take(made))?;
        let made = make(&mut |one| hand_over.send(one).is_ok());
        drop(hand_over);
        Ok((taking.join().unwrap_or_else(|panic| resume_unwind(panic)), made))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::beside;

    #[test]
    fn everything_is_taken_in_order() {
        let (taken, made) =
            beside(2, |made| made.iter().collect::<Vec<u32>>(), |hand_over| (0..1_000).filter(|one| hand_over(*one)).count()).unwrap();
        assert_eq!((taken, made), ((0..1_000).collect(), 1_000));
    }

    #[test]
    fn who_makes_hears_when_nobody_takes_any_more() {
        let (taken, made) = beside(0, |made| made.recv().unwrap(), |hand_over| (0..1_000).take_while(|one| hand_over(*one)).count()).unwrap();
        assert_eq!(taken, 0);
        assert!((1..1_000).contains(&made), "{made}");
    }

    #[test]
    #[should_panic(expected = "taken badly")]
    fn a_panic_of_the_second_thread_is_one_of_both() {
        let _ = beside(1, |_: std::sync::mpsc::Receiver<u32>| panic!("taken badly"), |hand_over| while hand_over(1) {});
    }
}
