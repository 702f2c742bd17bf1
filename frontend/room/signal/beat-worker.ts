/** Says every so many milliseconds that they have passed; the first message is their number. */

addEventListener('message', (event: MessageEvent<number>) => {
  setInterval(() => postMessage(0), event.data);
});
