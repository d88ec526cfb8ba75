// Bars drawn from a JSON block of the page; the table behind them says the same to readers and on paper.
(() => {
  "use strict";
  const library = document.currentScript.dataset.library;
  const ink = (name) => {
    const probe = document.createElement("i");
    probe.className = `ink-${name}`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };

  const draw = (figure) => {
    const facts = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const canvas = figure.querySelector("canvas");
    Chart.getChart(canvas)?.destroy();
    new Chart(canvas, {
      type: "bar",
      data: {
        labels: facts.labels,
        datasets: facts.series.map((series, index) => ({
          label: series.title,
          data: series.values,
          backgroundColor: ink(index ? "quiet" : "accent"),
          borderRadius: 3,
          maxBarThickness: 36,
        })),
      },
      options: {
        indexAxis: facts.lies ? "y" : "x",
        animation: false,
        maintainAspectRatio: false,
        font: { family: "PT Sans" },
        onClick: (_event, elements) => {
          const url = elements.length && facts.urls?.[elements[0].index];
          if (url) window.location.assign(url);
        },
        plugins: { legend: { display: facts.series.length > 1, labels: { color: ink("text"), font: { family: "PT Sans" } } } },
        scales: Object.fromEntries(["x", "y"].map((axis) => [axis, {
          beginAtZero: true,
          ticks: { color: ink("muted"), font: { family: "PT Sans" }, precision: 0 },
          grid: { color: ink("line"), display: (axis === "x") === Boolean(facts.lies) },
        }])),
      },
    });
  };

  // The library comes with the first chart, not with every page.
  const loadLibrary = () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = library;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  let loading = null;
  const drawAll = async (root) => {
    const figures = root.querySelectorAll("[data-chart]");
    if (!figures.length) return;
    loading ??= loadLibrary();
    await loading;
    figures.forEach(draw);
  };
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.detail.elt));
  new MutationObserver(() => drawAll(document)).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  drawAll(document);
})();
