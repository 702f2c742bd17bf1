// Runs before the first paint, so that a chosen theme, density or language never flashes in late.
(function () {
  var root = document.documentElement;
  function stored(name) {
    try {
      return localStorage.getItem('liaison.' + name);
    } catch (_) {
      return null; // Storage may be forbidden; the defaults are fine.
    }
  }
  var theme = stored('theme');
  var dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-theme', dark ? 'dark' : 'light');
  if (stored('density') === 'roomy') root.setAttribute('data-density', 'roomy');
  if (stored('sidebar') === 'narrow') root.setAttribute('data-sidebar', 'narrow');
  if (stored('language')) root.lang = stored('language');
})();
