// Long work that a person may continue by a button goes on by itself. Without this script the button does it.
document.querySelector("form[data-continue]")?.requestSubmit();
