// Follows the board's server-sent events, and says when the connection is lost or back.

/** Answers {stop(), begun}: `begun` is fulfilled when nothing can be missed any more, or nothing will come. */
export function listen(userId, { onEvent, onReconnected, onConnection }) {
  const source = new EventSource(`/board/events?user=${encodeURIComponent(userId)}`);
  let wasLost = false;
  let begin;
  const begun = new Promise((resolve) => {
    begin = resolve;
  });
  source.onmessage = (message) => {
    let event = null;
    try {
      event = JSON.parse(message.data);
    } catch {
      return; // a keep-alive or a broken line: nothing to show
    }
    if (event && event.type) onEvent(event);
  };
  source.onopen = () => {
    onConnection(true);
    if (wasLost) onReconnected();
    wasLost = false;
    begin();
  };
  source.onerror = () => {
    begin();
    wasLost = true;
    onConnection(false);
  };
  return { stop: () => source.close(), begun };
}
