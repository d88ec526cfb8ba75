// The sheet for whoever writes bookings into another system.
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
