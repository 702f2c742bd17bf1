/**
 * A clock that goes on in a hidden tab. A browser lets the timers of a page that nobody sees run once a minute; those of a
 * worker keep their pace. Where there is no worker, the page's own timer has to do, and the server waits for longer.
 */

/** Calls `tick` every `ms`; the result stops it. */
export function beat(ms: number, tick: () => void): () => void {
  try {
    const worker = new Worker('/room/beat-worker.js');
    worker.addEventListener('message', tick);
    let slow: ReturnType<typeof setInterval> | undefined;
    worker.addEventListener('error', () => (slow ??= setInterval(tick, ms)), { once: true });
    worker.postMessage(ms);
    return () => {
      worker.terminate();
      clearInterval(slow);
    };
  } catch {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  }
}
