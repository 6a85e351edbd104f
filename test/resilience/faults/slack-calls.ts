// The fault table, Slack's side: every call that the bot makes to Slack, what may befall it, and what follows.
import type { Row } from "./row.js";
import { slackAnswers } from "./slack-answers.js";
import { slackLookUps } from "./slack-look-ups.js";
import { slackMessages } from "./slack-messages.js";

export const slackCalls: readonly Row[] = [...slackLookUps, ...slackMessages, ...slackAnswers];
