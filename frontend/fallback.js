// Says in plain words that the application cannot start in this browser, did not arrive, or has stopped. Nothing of
// the application is used here, its words included: otherwise the page would stay white, or look alive and do nothing.
(function () {
  var WORDS = {
    en: {
      old: 'This browser is too old for this page',
      old_text: 'It works in Chrome or Edge 114, Firefox 125, Safari 17 and newer. Update the browser, or open the link in another one.',
      old_guest: 'It works in Chrome 97, Firefox 102, Safari 16 (iPhone: iOS 16) and newer. Update the browser, or open the link in another one or on another device.',
      lost: 'The page did not arrive completely',
      lost_text: 'Check the connection, then load the page again.',
      stopped: 'The page has stopped',
      stopped_text: 'Something went wrong in it. What you typed is kept on this device; load the page again to go on.',
      reload: 'Load again',
      call: 'Or call the practice:',
    },
    fr: {
      old: 'Ce navigateur est trop ancien pour cette page',
      old_text: 'Elle fonctionne avec Chrome ou Edge 114, Firefox 125, Safari 17 et les versions plus récentes. Mettez le navigateur à jour ou ouvrez le lien dans un autre.',
      old_guest: 'Elle fonctionne avec Chrome 97, Firefox 102, Safari 16 (iPhone : iOS 16) et les versions plus récentes. Mettez le navigateur à jour, ou ouvrez le lien dans un autre navigateur ou sur un autre appareil.',
      lost: 'La page n’est pas arrivée au complet',
      lost_text: 'Vérifiez la connexion, puis rechargez la page.',
      stopped: 'La page s’est arrêtée',
      stopped_text: 'Une erreur s’y est produite. Ce que vous avez écrit est conservé sur cet appareil; rechargez la page pour continuer.',
      reload: 'Recharger',
      call: 'Ou appelez le cabinet :',
    },
    es: {
      old: 'Este navegador es demasiado antiguo para esta página',
      old_text: 'Funciona con Chrome o Edge 114, Firefox 125, Safari 17 y versiones más recientes. Actualice el navegador o abra el enlace en otro.',
      old_guest: 'Funciona con Chrome 97, Firefox 102, Safari 16 (iPhone: iOS 16) y versiones más recientes. Actualice el navegador, o abra el enlace en otro navegador o en otro dispositivo.',
      lost: 'La página no llegó completa',
      lost_text: 'Revise la conexión y vuelva a cargar la página.',
      stopped: 'La página se detuvo',
      stopped_text: 'Algo falló en ella. Lo que escribió se conserva en este dispositivo; vuelva a cargar la página para seguir.',
      reload: 'Volver a cargar',
      call: 'O llame al despacho:',
    },
  };
  var root = document.documentElement;
  var guest = /^\/v\//.test(location.pathname);
  var shown = false;

  function started() {
    return root.hasAttribute('data-started');
  }

  function language() {
    var wanted = (navigator.languages || []).concat(navigator.language || 'en');
    var chosen = null;
    try {
      chosen = localStorage.getItem('liaison.language');
    } catch (_) {
      // Storage may be forbidden; the browser's languages are fine.
    }
    // Before the application has started the document says English, whoever reads it.
    wanted.unshift(started() ? root.lang : chosen);
    for (var i = 0; i < wanted.length; i++) {
      var tag = String(wanted[i]).slice(0, 2).toLowerCase();
      if (WORDS[tag]) return tag;
    }
    return 'en';
  }

  function element(name, text, parent) {
    var made = document.createElement(name);
    made.textContent = text;
    parent.appendChild(made);
    return made;
  }

  function show(kind) {
    if (shown) return;
    if (!document.body) {
      document.addEventListener('DOMContentLoaded', function () {
        show(kind);
      });
      return;
    }
    shown = true;
    var tag = language();
    var words = WORDS[tag];
    var page = document.createElement('main');
    page.className = 'fallback';
    page.lang = tag;
    page.tabIndex = -1;
    var said = document.createElement('div');
    said.className = 'stack';
    said.setAttribute('role', 'alert');
    page.appendChild(said);
    element('h1', words[kind], said);
    element('p', words[kind === 'old' && guest ? 'old_guest' : kind + '_text'], said);
    if (kind !== 'old') {
      element('button', words.reload, page).addEventListener('click', function () {
        location.reload();
      });
    }
    while (document.body.firstChild) document.body.removeChild(document.body.firstChild);
    document.body.appendChild(page);
    document.title = words[kind];
    page.focus();
    if (guest) phone(page, words);
  }

  /** The client's way out: the practice's name and number, as the link's own address gives them. */
  function phone(page, words) {
    var request = new XMLHttpRequest();
    request.open('GET', '/api/v1/guest/calls/' + encodeURIComponent(location.pathname.slice(3)));
    request.onload = function () {
      var practice;
      try {
        practice = JSON.parse(request.responseText).practice;
      } catch (_) {
        return; // Without an answer there is no number to show.
      }
      if (!practice || !practice.phone) return;
      var line = element('p', words.call + ' ', page);
      var link = element('a', practice.phone, line);
      link.href = 'tel:' + practice.phone.replace(/[^+\d]/g, '');
      element('p', practice.name, page);
    };
    request.send();
  }

  function judge(error) {
    var name = error && error.name;
    if (name === 'CompileError' || name === 'LinkError' || name === 'SyntaxError') show('old');
    // A panic of the application ends in a trap of its module: no event is handled any more.
    else if (name === 'RuntimeError') show('stopped');
    else if (!started()) show(name === 'ReferenceError' ? 'old' : 'lost');
  }

  window.addEventListener('unhandledrejection', function (event) {
    judge(event.reason);
  });
  window.addEventListener(
    'error',
    function (event) {
      var target = event.target;
      if (target && target.tagName === 'SCRIPT') {
        // Later the application itself says what it could not load.
        if (!started()) show('lost');
      } else if (event.error) judge(event.error);
    },
    true,
  );
  if (typeof WebAssembly !== 'object') show('old');
})();
