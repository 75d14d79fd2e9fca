//! The transport: reads messages from stdin on a thread of its own, and writes answers to stdout. A message that the
//! server cannot use is answered on that thread, and the session goes on.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    ClientJsonRpcMessage, ClientNotification, JsonRpcMessage, RequestId, ServerJsonRpcMessage,
};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde::Serialize;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::line;
use super::message::{Reader, Refusal};

/// How many messages wait for the server before stdin is read on.
const QUEUE: usize = 16;

/// How long answers are waited for after stdin has ended.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Stdin and stdout.
#[derive(Debug)]
pub struct Stdio {
    messages: Receiver<ClientJsonRpcMessage>,
    unanswered: Arc<Unanswered>,
}

impl Stdio {
    /// Starts to read stdin.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn open() -> io::Result<Self> {
        let (sender, messages) = channel(QUEUE);
        let unanswered = Arc::<Unanswered>::default();
        let pending = Arc::clone(&unanswered);
        thread::Builder::new().spawn(move || read_all(&sender, &pending))?;
        Ok(Self {
            messages,
            unanswered,
        })
    }
}

/// Sends every message of stdin, and ends when the last one is answered.
fn read_all(sender: &Sender<ClientJsonRpcMessage>, unanswered: &Unanswered) {
    let mut stdin = io::stdin().lock();
    let mut reader = Reader::default();
    while let Ok(Some(line)) = line::next(&mut stdin) {
        let read = reader.read(&line).and_then(|message| match message {
            Some(message) => unanswered.note(&message).map(|()| Some(message)),
            None => Ok(None),
        });
        let is_open = match read {
            Ok(Some(message)) => sender.blocking_send(message).is_ok(),
            Ok(None) => true,
            Err(refusal) => write(&refusal).is_ok(),
        };
        if !is_open {
            return;
        }
    }
    unanswered.wait();
}

impl Transport<RoleServer> for Stdio {
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let unanswered = Arc::clone(&self.unanswered);
        async move {
            let written = write(&message);
            unanswered.remove_answered(&message);
            written
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        self.messages.recv().await
    }

    async fn close(&mut self) -> io::Result<()> {
        self.messages.close();
        Ok(())
    }
}

/// Writes `message` on a line of its own.
fn write(message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    let mut stdout = io::stdout().lock();
    stdout.write_all(&line)?;
    stdout.flush()
}

/// The requests that have no answer yet.
#[derive(Debug, Default)]
struct Unanswered {
    ids: Mutex<HashSet<RequestId>>,
    removed: Condvar,
}

impl Unanswered {
    fn ids(&self) -> MutexGuard<'_, HashSet<RequestId>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what `message` asks for, or that it cancels a request.
    fn note(&self, message: &ClientJsonRpcMessage) -> Result<(), Box<Refusal>> {
        match message {
            JsonRpcMessage::Request(request) if !self.ids().insert(request.id.clone()) => {
                let message = format!("a request with the id `{}` has no answer yet", request.id);
                return Err(Refusal::invalid(None, message));
            }
            JsonRpcMessage::Notification(notification) => {
                if let ClientNotification::CancelledNotification(cancelled) =
                    &notification.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.remove(id);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn remove_answered(&self, message: &ServerJsonRpcMessage) {
        match message {
            JsonRpcMessage::Response(response) => self.remove(&response.id),
            JsonRpcMessage::Error(error) => error.id.iter().for_each(|id| self.remove(id)),
            _ => {}
        }
    }

    fn remove(&self, id: &RequestId) {
        self.ids().remove(id);
        self.removed.notify_all();
    }

    /// Waits until every request is answered, but not forever.
    fn wait(&self) {
        let is_waiting = |ids: &mut HashSet<RequestId>| !ids.is_empty();
        let _ = self
            .removed
            .wait_timeout_while(self.ids(), LONGEST_WAIT, is_waiting);
    }
}
