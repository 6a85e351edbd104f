import { expect, test } from "vitest";
import { isTrusted } from "../src/trusted-url.js";

test.each([
  ["https://api.clerk.com", true],
  ["http://127.0.0.1:3000", true],
  ["http://127.8.9.10", true],
  ["http://localhost:3000", true],
  ["http://[::1]:3000", true],
  ["http://api.clerk.com", false],
  ["http://127.0.0.1.evil.example.com", false],
  ["http://localhost.evil.example.com", false],
  ["http://0.0.0.0", false],
  ["http://[::ffff:8.8.8.8]", false],
  ["ftp://localhost", false],
  ["file:///etc/passwd", false],
])("a key on its way to %s: trusted %s", (address, trusted) => {
  expect(isTrusted(new URL(address))).toBe(trusted);
});
