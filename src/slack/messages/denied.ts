// The direct message that tells the actor of a denial.
import type { Request } from "../../impersonation/model/request.js";
import { type Content, compose } from "./compose.js";
import { subjectWords } from "./phrases.js";

export function denied(request: Request): Content {
  return compose([
    {
      line: [
        ...(request.decidedBy === null ? ["Your"] : [{ user: request.decidedBy }, " denied your"]),
        " request to sign in as ",
        ...subjectWords(request),
        ".",
      ],
    },
    ...(request.note === null ? [] : [{ quote: request.note }]),
  ]);
}
