// Looks every five seconds whether the holder is done, and opens the next step then. Without it there is a link.
const here = document.querySelector("[data-waiting]");
if (here) {
  const look = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && !(await answer.text()).includes("data-waiting")) location.reload();
    else setTimeout(look, 5000);
  };
  setTimeout(look, 5000);
}
