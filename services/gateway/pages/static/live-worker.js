// All tabs of a browser follow one stream.
import { Live } from "./live-stream.js";

const live = new Live();

addEventListener("connect", ({ ports: [port] }) => {
  const tell = (what) => port.postMessage(what);
  port.onmessage = ({ data }) => (data.leave ? live.leave(tell) : live.join(data.from, tell));
});
