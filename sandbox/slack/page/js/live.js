// Follows the board's server-sent events, and says when the connection is lost or back.

export function listen(userId, { onEvent, onReconnected, onConnection }) {
  const source = new EventSource(`/board/events?user=${encodeURIComponent(userId)}`);
  let wasLost = false;
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
  };
  source.onerror = () => {
    wasLost = true;
    onConnection(false);
  };
  return () => source.close();
}
