// The shop's own script: an ordinary host page that knows nothing of Beckon but its public names.
(() => {
  const page = document.getElementById("noi-dung");
  const layer = (window.dataLayer = window.dataLayer || []);

  // What a tag manager would find here; a test reads the widget's generate_lead from the same list.
  if (page.dataset.itemId) {
    layer.push({
      event: "view_item",
      ecommerce: {
        currency: "VND",
        value: Number(page.dataset.itemPrice),
        items: [
          {
            item_id: page.dataset.itemId,
            item_name: page.dataset.itemName,
            item_category: page.dataset.itemCategory,
            price: Number(page.dataset.itemPrice),
          },
        ],
      },
    });
  } else {
    layer.push({ event: "view_page", page_path: location.pathname });
  }

  const menu = document.getElementById("menu");
  const button = document.querySelector(".menu-button");
  document.documentElement.classList.add("js");
  button.hidden = false;
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    menu.classList.toggle("open", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });

  // With the tag absent or the collector down the link simply leads to the contact page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-open]");
    if (!link || typeof window.beckon !== "function") return;
    event.preventDefault();
    window.beckon("open", link.dataset.open);
  });
})();
