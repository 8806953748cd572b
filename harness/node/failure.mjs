// How an error travels to another thread or process.
//
// Structured clone copies an Error with its cause, and refuses it if that is, say, a function; JSON drops all of it.
// A message that cannot be sent is a promise that never settles, so only two strings travel.

/** Returns what to send of something that was thrown; it need not be an Error. */
export function toData(thrown) {
  return { message: String(thrown?.message ?? thrown), stack: typeof thrown?.stack === 'string' ? thrown.stack : undefined };
}

/** Returns an Error like the one that was sent, with the stack of where it was thrown. One that was never sent is returned as it is. */
export function toError(error) {
  if (error instanceof Error) return error;
  return Object.assign(new Error(error.message), error.stack && { stack: error.stack });
}
