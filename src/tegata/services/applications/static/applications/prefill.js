// The QR code of a form has the application ID behind the #, which no server sees; here it is typed in.
"use strict";
const field = document.getElementById("id_form_id"), digits = location.hash.slice(1);
if (field && !field.value && /^\d{23}$/.test(digits)) {
  field.value = digits;
  history.replaceState(null, "", location.pathname);
}
