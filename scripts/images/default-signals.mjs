// Loaded before a program that is the first process of its container. The kernel drops a signal that process 1 does not
// handle, so that without this `docker stop` during start-up would wait out its grace time, and Ctrl-C would do nothing.
for (const [signal, number] of [
  ['SIGTERM', 15],
  ['SIGINT', 2],
]) {
  process.on(signal, () => {
    // As soon as the program listens itself, it decides what becomes of the signal.
    if (process.listenerCount(signal) === 1) process.exit(128 + number);
  });
}
