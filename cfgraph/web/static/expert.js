// Ctrl+Enter (or Cmd+Enter) runs the query; without this file the button does.
"use strict";
const query = document.getElementById("query");
query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    query.form.requestSubmit();
  }
});
