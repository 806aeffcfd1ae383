// Lets the keyboard scroll what is wider than the page: browsers differ in whether it may.
for (const box of document.querySelectorAll(".prose :is(pre, table)")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}
