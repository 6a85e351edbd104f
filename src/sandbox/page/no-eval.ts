// Imported first: zod makes functions out of text where it may, and a page with a content security policy may not.
import { config } from "zod";

config({ jitless: true });
