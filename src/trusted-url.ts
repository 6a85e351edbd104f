// Which addresses a key or a sign-in link may be sent to: encrypted ones, and this machine.

/** 127.0.0.0/8, localhost or [::1]: what is sent there never leaves the machine. */
export function isThisMachine(hostname: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
}

/** True for http on this machine. */
export function isLoopback(url: URL): boolean {
  return url.protocol === "http:" && isThisMachine(url.hostname);
}

export function isTrusted(url: URL): boolean {
  return url.protocol === "https:" || isLoopback(url);
}
