/** What carries frames to the server: one class for the page's own connection and for bringing what the device kept. */
export const LiveSocket: typeof WebSocket = WebSocket;
