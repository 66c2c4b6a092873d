import os, re
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"
import pytest
from playwright.sync_api import sync_playwright
from django.utils import timezone
from members import sending, second_factor
from tests import factories
from tests.phones import SECRET, code_of
@pytest.mark.django_db(transaction=True)
def test_shots(live_server, settings, tmp_path, coordinator, no_tries_yet):
    settings.EMAIL_BACKEND="peersupport.lib.mailing.FolderBackend"; settings.MAILBOX=tmp_path/"mail"; settings.KEEPS_LETTERS_AS_FILES=True
    settings.CSRF_TRUSTED_ORIGINS=[live_server.url]
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name,w in (("phone",390),("desk",1200)):
            ctx=b.new_context(viewport={"width":w,"height":900})
            page=ctx.new_page()
            bad=[]
            page.on("console", lambda m: bad.append(m.text) if m.type=="error" else None)
            def shot(n): page.screenshot(path=f"/tmp/shots/{name}-{n}.png", full_page=True)
            page.goto(live_server.url+"/accounts/login/code/?next=/accounts/second-factor/"); shot("1ask")
            page.fill("input[name=email]", coordinator.email); page.click("main form button[type=submit]")
            page.fill("input[name=code]","1111-1111"); page.click("main form button[type=submit]"); shot("2wrong")
            sending.send_due(clock=timezone.now)
            page2=ctx.new_page(); page2.goto(live_server.url+"/mailbox/"); page2.screenshot(path=f"/tmp/shots/{name}-3box.png", full_page=True)
            page2.click("a.row-link"); page2.screenshot(path=f"/tmp/shots/{name}-4letter.png", full_page=True)
            code=re.search(r"\d{4}-\d{4}", page2.content()).group(); 
            page.fill("input[name=code]",code); page.click("main form button[type=submit]"); page.wait_for_url("**/second-factor/**"); shot("5setup")
            if name=="phone":
                secret=page.locator("ol strong").inner_text(); page.fill("input[name=code]",code_of(secret)); page.click("main form button[type=submit]"); shot("6paper")
                page.click("text=I have kept them"); shot("7index")
            else:
                page.fill("input[name=code]","000000"); page.click("main form button[type=submit]"); shot("8wrong")
            print(name, bad)
        b.close()
    assert 0
