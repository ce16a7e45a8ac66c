/* Draws the charts of the dashboard over the figures that the tables below them show. Without it the tables are all there is. */
(function () {
  "use strict";
  const address = document.currentScript.dataset.address;
  /* Okabe and Ito's colours: told apart by everybody. Shapes and dashes tell the lines apart without colour. */
  const colours = ["#0072b2", "#d55e00", "#009e73", "#8a3f6d"];
  const marks = ["circle", "triangle", "rect", "rectRot"];
  const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

  function dataset(series, index) {
    return {
      label: series.label,
      data: series.values,
      borderColor: colours[index],
      backgroundColor: colours[index],
      pointStyle: marks[index],
      borderDash: dashes[index],
      borderWidth: 2,
      spanGaps: true,
    };
  }

  function draw(figure, chart) {
    if (!chart.series.some((series) => series.values.some((value) => value !== null))) {
      return;
    }
    const heading = document.getElementById(figure.getAttribute("aria-labelledby"));
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", heading.textContent);
    figure.append(canvas);
    new Chart(canvas, {
      type: chart.kind,
      data: { labels: chart.labels, datasets: chart.series.map(dataset) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: { y: { beginAtZero: true } },
        plugins: { legend: { display: chart.series.length > 1, labels: { usePointStyle: true } } },
      },
    });
  }

  fetch(address)
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((charts) => {
      for (const figure of document.querySelectorAll("[data-chart]")) {
        if (charts[figure.dataset.chart]) {
          draw(figure, charts[figure.dataset.chart]);
        }
      }
    });
})();
