// Renders into the page's root element.
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";

export function mount(what: ReactNode): void {
  const place = document.getElementById("page");
  if (place !== null) createRoot(place).render(<StrictMode>{what}</StrictMode>);
}
