// Reads a request's input, or refuses it with a status and a sentence.
import type { HonoRequest } from "hono";
import { HTTPException } from "hono/http-exception";
import type { z } from "zod";

const maxBytes = 300_000;

export async function readJson(request: HonoRequest): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.header("content-type") ?? "")) {
    throw new HTTPException(415, { message: "Send JSON, with content-type application/json." });
  }
  // No browser sends a chunked body.
  const length = Number(request.header("content-length"));
  if (!Number.isInteger(length)) throw new HTTPException(411, { message: "The request needs a Content-Length." });
  if (length > maxBytes) throw new HTTPException(413, { message: `The request may have at most ${maxBytes} bytes.` });
  try {
    return await request.json();
  } catch {
    throw new HTTPException(400, { message: "The request is not valid JSON." });
  }
}

/** Throws a 400 that names the first problem. */
export function parseInput<T>(shape: z.ZodType<T>, input: unknown): T {
  const read = shape.safeParse(input);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") || "the request";
  throw new HTTPException(400, { message: `${where}: ${issue?.message ?? "not valid"}` });
}
