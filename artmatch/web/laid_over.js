// The wipe is the one state: 0 shows the photograph below, 100 the one above, and both buttons only move it.
for (const laid of document.querySelectorAll(".am-laid:not([data-ready])")) {
  laid.dataset.ready = "";
  const find = (selector) => laid.querySelector(selector);
  const frame = find(".am-laid-frame"), view = find(".am-laid-window");
  const wipe = find(".wipe"), zoom = find(".zoom"), flicker = find(".flicker");
  let alternating = 0;

  const draw = () => {
    const across = view.clientWidth * wipe.value / 100;
    frame.style.setProperty("--line", across + "px");
    frame.style.setProperty("--cut", view.scrollLeft + across + "px");
    frame.dataset.shown = { 0: "under", 100: "over" }[wipe.value] ?? "both";
  };
  const wipeTo = (value) => { wipe.value = value; draw(); };
  const step = () => wipeTo(wipe.value > 50 ? 0 : 100);
  const stop = () => {
    clearInterval(alternating);
    alternating = 0;
    flicker.setAttribute("aria-pressed", "false");
  };
  const start = () => {
    step();
    flicker.setAttribute("aria-pressed", "true");
    // Far from the three flashes a second that may harm (WCAG 2.3.1); it ends with the page that shows it.
    alternating = setInterval(() => laid.isConnected ? step() : stop(), 700);
  };
  const enlarge = () => {
    const [x, y] = [view.clientWidth / 2, view.clientHeight / 2];
    const centre = [(view.scrollLeft + x) / view.scrollWidth, (view.scrollTop + y) / view.scrollHeight];
    view.style.setProperty("--zoom", zoom.value);
    view.classList.toggle("zoomed", zoom.value > 1);
    view.tabIndex = zoom.value > 1 ? 0 : -1; // the arrow keys move what is enlarged
    view.scrollTo(centre[0] * view.scrollWidth - x, centre[1] * view.scrollHeight - y);
    draw();
  };
  const follow = (event) => {
    stop();
    const box = view.getBoundingClientRect();
    wipeTo(100 * (event.clientX - box.left) / view.clientWidth);
  };

  wipe.addEventListener("input", () => { stop(); draw(); });
  zoom.addEventListener("input", enlarge);
  flicker.addEventListener("click", () => alternating ? stop() : start());
  find(".step").addEventListener("click", () => { stop(); step(); });
  view.addEventListener("scroll", draw);
  view.addEventListener("pointerdown", (event) => {
    const onScrollbar = event.offsetX > view.clientWidth || event.offsetY > view.clientHeight;
    if (event.pointerType === "mouse" && event.button === 0 && !onScrollbar) {
      view.setPointerCapture(event.pointerId);
      follow(event);
    }
  });
  // A finger that moves what is enlarged, or scrolls the page, is taken away from here by the browser.
  view.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || view.hasPointerCapture(event.pointerId)) follow(event);
  });
  new ResizeObserver(draw).observe(view);
  draw();
}
