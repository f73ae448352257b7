(function () {
  "use strict";
  var box = document.getElementById("tip");
  var marks = document.querySelectorAll("svg .tip");
  function show(mark, event) {
    box.textContent = mark.tipText;
    box.hidden = false;
    var at = mark.getBoundingClientRect();
    var x = event ? event.clientX : at.right;
    var y = event ? event.clientY : at.bottom;
    var left = Math.max(8, Math.min(x + 14, document.documentElement.clientWidth - box.offsetWidth - 8));
    var below = y + 16;
    var top = below + box.offsetHeight > window.innerHeight ? Math.max(8, y - box.offsetHeight - 12) : below;
    box.style.left = left + window.scrollX + "px";
    box.style.top = top + window.scrollY + "px";
  }
  function hide() { box.hidden = true; }
  marks.forEach(function (mark) {
    var title = mark.querySelector("title");
    mark.tipText = title.textContent;
    mark.setAttribute("aria-label", mark.tipText);
    title.remove();
    mark.addEventListener("mousemove", function (event) { show(mark, event); });
    mark.addEventListener("mouseleave", hide);
    mark.addEventListener("focus", function () { show(mark, null); });
    mark.addEventListener("blur", hide);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { hide(); }
    var chart = document.activeElement ? document.activeElement.closest("svg") : null;
    var step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (chart ? step : false) {
      var all = Array.from(chart.querySelectorAll(".tip"));
      var next = all[all.indexOf(document.activeElement) + step];
      if (next) { next.focus(); event.preventDefault(); }
    }
  });
  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("figure details:not([open]):not(.long), details.findings:not([open]), .counter details.as-drafted:not([open])").forEach(function (part) {
      part.open = true;
      opened.push(part);
    });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (part) { part.open = false; });
    opened = [];
  });
})();
