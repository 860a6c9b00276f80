// A page that behaves like a single-page application: it rewrites its address as soon as it runs and drops
// the query, as routers do. The tag must have kept the landing by then, or the advert would lose its lead.
(() => {
  const form = document.getElementById("dat");
  const steps = [...form.querySelectorAll("[data-step]")];
  const names = steps.map((step) => step.dataset.step);
  const money = new Intl.NumberFormat("vi-VN");

  const chosen = (name) => form.querySelector(`input[name="${name}"]:checked`);
  const current = () => {
    const name = location.pathname.split("/")[2];
    return names.includes(name) ? name : names[0];
  };

  function show(name, focus) {
    for (const step of steps) step.hidden = step.dataset.step !== name;
    for (const link of document.querySelectorAll(".progress a")) {
      const at = names.indexOf(link.dataset.go) - names.indexOf(name);
      link.classList.toggle("done", at < 0);
      if (at === 0) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    if (focus) form.querySelector(`[data-step="${name}"] legend`).focus();
  }

  function widthText(percent) {
    if (percent === 0) return "đúng như mẫu";
    return percent > 0 ? `rộng hơn ${percent}%` : `hẹp hơn ${-percent}%`;
  }

  function fill() {
    const item = chosen("mon").dataset;
    const wood = chosen("go").dataset;
    const percent = Number(form.elements.ngang.value);
    const width = Math.round((Number(item.size) * (100 + percent)) / 100);
    // Half of a piece's price is work that does not grow with its width.
    const sum = Number(item.price) * Number(wood.factor) * (1 + percent / 200);
    const texts = {
      item: item.name,
      wood: wood.name,
      width: `${width} cm (${widthText(percent)})`,
      days: `${item.days} ngày`,
      sum: `${money.format(Math.round(sum / 10000) * 10000)} ₫`,
    };
    for (const [key, text] of Object.entries(texts)) form.querySelector(`[data-bill="${key}"]`).textContent = text;
    document.getElementById("ngang-so").textContent = widthText(percent);
  }

  const wanted = new URLSearchParams(location.search).get("mon");
  const radio = wanted && form.querySelector(`input[name="mon"][value="${CSS.escape(wanted)}"]`);
  if (radio) radio.checked = true;
  history.pushState(null, "", `/lich-hen/${radio ? "kich-thuoc" : current()}`);

  document.documentElement.classList.add("spa");
  show(current(), false);
  fill();
  form.addEventListener("input", fill);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("popstate", () => show(current(), false));
  window.addEventListener("beckon:submitted", () => {
    form.querySelector(".after").hidden = false;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    history.pushState(null, "", link.getAttribute("href"));
    show(link.dataset.go, true);
    scrollTo(0, 0);
  });
})();
