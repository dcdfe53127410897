/** The calls of the client API, on this same origin. Each rejects with an ApiError whose message can be shown. */

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const api = {
  state: () => call("GET", "/client/state"),
  createPerson: (person) => call("POST", "/client/persons", person),
  changePerson: (id, change) => call("PATCH", `/client/persons/${id}`, change),
  chat: (id, before) => call("GET", `/client/chats/${id}?limit=${PAGE}${before ? `&before=${before}` : ""}`),
  send: (id, text, replyTo) => call("POST", `/client/chats/${id}/messages`, { text, reply_to_message_id: replyTo }),
  edit: (id, messageId, text) => call("PUT", `/client/chats/${id}/messages/${messageId}`, { text }),
  media: (id, part, replyTo) => call("POST", `/client/chats/${id}/media`, mediaForm(part, replyTo)),
  contact: (id, contact) => call("POST", `/client/chats/${id}/contact`, contact),
  location: (id, point) => call("POST", `/client/chats/${id}/location`, point),
  tap: (id, messageId, data) => call("POST", `/client/chats/${id}/taps`, { message_id: messageId, data }),
  webApp: (id, messageId, url) => call("POST", `/client/chats/${id}/web-app`, { message_id: messageId, url }),
  pay: (id, messageId) => call("POST", `/client/chats/${id}/payments`, { message_id: messageId }),
  inline: (id, query, offset) => call("POST", "/client/inline", { person_id: id, query, offset }),
  chooseInline: (id, query, resultId) =>
    call("POST", "/client/inline/choose", { person_id: id, query, result_id: resultId }),
};

/** How many messages one page of history holds. */
export const PAGE = 60;

/** Where the bytes of a file are. */
export const fileUrl = (fileId) => `/client/files/${encodeURIComponent(fileId)}`;

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, request(method, body));
  } catch {
    throw new ApiError(0, "Le serveur local ne répond pas.");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, reason(response.status, answer));
  return answer;
}

function request(method, body) {
  if (body === undefined) return { method };
  if (body instanceof FormData) return { method, body };
  return { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

function reason(status, answer) {
  return answer.description ?? answer.error ?? `Le serveur local a refusé (${status}).`;
}

function mediaForm({ kind, file, caption }, replyTo) {
  const form = new FormData();
  form.append("kind", kind);
  if (caption) form.append("caption", caption);
  if (replyTo) form.append("reply_to_message_id", replyTo);
  form.append("file", file, file.name || "image.png");
  return form;
}
