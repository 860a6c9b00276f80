// Draws the report's table as a chart: bars for a breakdown, a line over days. The table stays the readable form.

const MOST = 12;
let chart = null;

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The table's rows as {names, value, shown}; `shown` is the cell's own text, currency and all. */
function read(table, metric) {
  return [...table.tBodies[0].rows].map((row) => {
    const cell = row.querySelector(`[data-metric="${metric}"]`);
    const names = [...row.querySelectorAll("th")].map(
      (each) => each.dataset.short ?? each.textContent.trim(),
    );
    return { names, value: Number(cell.dataset.value), shown: cell.textContent.trim() };
  });
}

/** A label of bounded length; of several parts each keeps its share, so that the last one still tells rows apart. */
function short(names) {
  const most = Math.floor((innerWidth < 560 ? 18 : 40) / names.length);
  return names
    .map((name) => (name.length > most ? `${name.slice(0, most - 1)}…` : name))
    .join(" / ");
}

function settings(kind, rows, title) {
  const across = kind === "bar";
  const grid = { color: token("--line"), drawTicks: false };
  const names = { grid: { display: false }, ticks: { color: token("--soft") } };
  const values = {
    beginAtZero: true,
    grid,
    border: { display: false },
    ticks: { color: token("--soft"), precision: 0 },
  };
  const color = token("--accent-strong");
  return {
    type: kind,
    data: {
      labels: rows.map((row) => short(row.names)),
      datasets: [
        {
          label: title,
          data: rows.map((row) => row.value),
          backgroundColor: across ? color : `${color}22`,
          borderColor: color,
          borderWidth: across ? 0 : 2,
          borderRadius: 4,
          maxBarThickness: 22,
          fill: !across,
          tension: 0.25,
          pointRadius: rows.length > 45 ? 0 : 2.5,
        },
      ],
    },
    options: {
      indexAxis: across ? "y" : "x",
      animation: false,
      maintainAspectRatio: false,
      scales: across ? { x: values, y: names } : { x: names, y: values },
      plugins: {
        legend: { display: false },
        tooltip: {
          callbacks: {
            title: (items) => rows[items[0].dataIndex].names.join(" / "),
            label: (item) => rows[item.dataIndex].shown,
          },
        },
      },
    },
  };
}

function draw() {
  const canvas = document.querySelector("canvas[data-chart]");
  chart?.destroy();
  chart = null;
  if (!canvas || !window.Chart) return;
  const table = document.getElementById(canvas.dataset.table);
  const across = canvas.dataset.chart === "bar";
  const found = read(table, canvas.dataset.metric);
  const rows = across
    ? found
        .filter((row) => row.value > 0)
        .sort((a, b) => b.value - a.value)
        .slice(0, MOST)
    : found;
  const box = canvas.closest("figure");
  box.hidden = rows.length === 0;
  box.style.height = across ? `${rows.length * 30 + 64}px` : "280px";
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  if (rows.length) chart = new Chart(canvas, settings(canvas.dataset.chart, rows, ""));
}

document.addEventListener("DOMContentLoaded", draw);
document.addEventListener("htmx:afterSettle", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
