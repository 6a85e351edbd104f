// What several rows of the fault table have people see.
import type { Sight } from "./row.js";

export const waiting: Sight = ["card", /Waiting for approval until .*\[Approve\] \[Deny\]/s];
export const hasTheLink: Sight = ["card", /has the link, not opened yet/];
