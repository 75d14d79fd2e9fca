//! Reads the messages of a client, and says what is wrong with those that the server cannot use. The library would drop
//! or end the session on most of them.

use rmcp::model::{
    CallToolRequestParams, ClientJsonRpcMessage, ClientRequest, ErrorCode, ErrorData,
    InitializeRequestParams, JsonObject, JsonRpcMessage, JsonRpcVersion2_0,
    ReadResourceRequestParams, RequestId,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::line::{Line, MAX_LENGTH};

/// The methods that the server answers.
const METHODS: [&str; 8] = [
    "initialize",
    "ping",
    "server/discover",
    "tools/list",
    "tools/call",
    "resources/list",
    "resources/templates/list",
    "resources/read",
];

/// Those that may come before a session begins.
const BEFORE_SESSION: [&str; 3] = ["initialize", "ping", "server/discover"];

/// The key in `_meta` by which a request needs no session, from version 2026-07-28 of the protocol on.
const VERSION_IN_META: &str = "io.modelcontextprotocol/protocolVersion";

/// Reads messages in their order.
#[derive(Debug, Default)]
pub struct Reader {
    /// Whether a valid `initialize` has been read.
    has_begun: bool,
}

impl Reader {
    /// The message in `line`; `None` if there is none that matters.
    ///
    /// # Errors
    /// If it is not a request that the server can handle: the answer to it.
    pub fn read(&mut self, line: &Line) -> Result<Option<ClientJsonRpcMessage>, Box<Refusal>> {
        let Some(message) = object(line)? else {
            return Ok(None);
        };
        if is_answer(&message) {
            // The server asks nothing.
            return Ok(None);
        }
        let id = message.get("id").map(id_of).transpose()?;
        let method = match message.get("method") {
            Some(Value::String(method)) => method.clone(),
            Some(_) => return Err(Refusal::invalid(id, "`method` must be a string")),
            None => return Err(Refusal::invalid(id, "the message has no `method`")),
        };
        if message.get("jsonrpc") != Some(&Value::from("2.0")) {
            return Err(Refusal::invalid(id, "`jsonrpc` must be \"2.0\""));
        }
        let message = Value::Object(message);
        match id {
            Some(id) => self.request(id, &method, message).map(Some),
            None if self.has_begun => Ok(serde_json::from_value(message).ok()),
            None => Ok(None),
        }
    }

    fn request(
        &mut self,
        id: RequestId,
        method: &str,
        value: Value,
    ) -> Result<ClientJsonRpcMessage, Box<Refusal>> {
        if !METHODS.contains(&method) {
            let methods = METHODS.join(", ");
            let message = format!("there is no method `{method}`; there are {methods}");
            return Err(Refusal::new(Some(id), ErrorCode::METHOD_NOT_FOUND, message));
        }
        let params = value.get("params").cloned().unwrap_or_default();
        let needs_session =
            !BEFORE_SESSION.contains(&method) && params["_meta"].get(VERSION_IN_META).is_none();
        if needs_session && !self.has_begun {
            let message = format!("`{method}` came before `initialize`; send `initialize` first");
            return Err(Refusal::invalid(Some(id), message));
        }
        match serde_json::from_value::<ClientJsonRpcMessage>(value) {
            Ok(JsonRpcMessage::Request(request))
                if !matches!(request.request, ClientRequest::CustomRequest(_)) =>
            {
                self.has_begun |= matches!(request.request, ClientRequest::InitializeRequest(_));
                Ok(JsonRpcMessage::Request(request))
            }
            _ => {
                let why = fault_in(method, params);
                let message = format!("invalid parameters of `{method}`{why}");
                Err(Refusal::new(Some(id), ErrorCode::INVALID_PARAMS, message))
            }
        }
    }
}

/// The object in `line`; `None` if the line is blank.
fn object(line: &Line) -> Result<Option<JsonObject>, Box<Refusal>> {
    let Line::Whole(line) = line else {
        let mebibytes = MAX_LENGTH >> 20;
        let message = format!("the message is longer than {mebibytes} MiB and was skipped");
        return Err(Refusal::invalid(None, message));
    };
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    if line.trim_ascii().is_empty() {
        return Ok(None);
    }
    let value = serde_json::from_slice(line).map_err(|error| {
        let message = format!("not valid JSON: {error}; send one JSON-RPC message on each line");
        Refusal::new(None, ErrorCode::PARSE_ERROR, message)
    })?;
    match value {
        Value::Object(message) => Ok(Some(message)),
        Value::Array(_) => {
            let message = "batches are not supported; send one message on each line";
            Err(Refusal::invalid(None, message))
        }
        _ => Err(Refusal::invalid(None, "a message must be a JSON object")),
    }
}

fn is_answer(message: &JsonObject) -> bool {
    let has = |key: &str| message.contains_key(key);
    !has("method") && (has("result") || has("error"))
}

fn id_of(id: &Value) -> Result<RequestId, Box<Refusal>> {
    let read = serde_json::from_value(id.clone());
    read.map_err(|_| Refusal::invalid(None, "`id` must be a string or an integer"))
}

/// What is wrong with the parameters of `method`, if that can be said.
fn fault_in(method: &str, params: Value) -> String {
    fn fault<P: DeserializeOwned>(params: Value) -> Option<String> {
        let read: Result<P, _> = serde_path_to_error::deserialize(params);
        let error = read.err()?;
        Some(match error.path().iter().next() {
            Some(_) => format!(": `{}`: {}", error.path(), error.inner()),
            None => format!(": {}", error.inner()),
        })
    }
    let fault = match method {
        "initialize" => fault::<InitializeRequestParams>(params),
        "tools/call" => fault::<CallToolRequestParams>(params),
        "resources/read" => fault::<ReadResourceRequestParams>(params),
        _ => None,
    };
    fault.unwrap_or_default()
}

/// The answer to a message that the server cannot use. The library would leave out an `id` that is not known, but
/// JSON-RPC 2.0 wants it to be null then.
#[derive(Debug, Serialize)]
pub struct Refusal {
    jsonrpc: JsonRpcVersion2_0,
    id: Option<RequestId>,
    error: ErrorData,
}

impl Refusal {
    fn new(id: Option<RequestId>, code: ErrorCode, message: impl Into<String>) -> Box<Self> {
        let error = ErrorData::new(code, message.into(), None);
        Box::new(Self {
            jsonrpc: JsonRpcVersion2_0,
            id,
            error,
        })
    }

    /// The answer to what is not a valid request.
    pub fn invalid(id: Option<RequestId>, message: impl Into<String>) -> Box<Self> {
        Self::new(id, ErrorCode::INVALID_REQUEST, message)
    }
}
