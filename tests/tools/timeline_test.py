#!/usr/bin/python3
"""The HTML report in a real browser.  Usage: timeline_test.py HEDDLE FOLDER

Opens pages that HEDDLE has written into FOLDER, steps through them by keys, buttons, slider and
clicks, at desktop and phone width, in light and dark, and looks at what is shown.
"""
import json
import pathlib
import subprocess
import sys
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

HEDDLE = pathlib.Path(sys.argv[1])
FOLDER = pathlib.Path(sys.argv[2])
DESKTOP = (1280, 800)
PHONE = (412, 860)
LONG = 2000
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
)


def heddle(*arguments):
    return subprocess.run([HEDDLE, *arguments], cwd=FOLDER, check=False, capture_output=True,
                          text=True)


def browser():
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def write_long_page():
    """A finding with a witness of two thousand steps, rendered from JSON."""
    data = json.loads((FOLDER / "report.json").read_text())
    finding = data["results"][0]["findings"][0]
    pattern = [event for event in finding["events"] if not event["blocked"]]
    finding["events"] = [
        dict(pattern[step % len(pattern)], step=step + 1, after=[step] if step % 3 == 2 else [])
        for step in range(LONG)
    ]
    data["results"] = data["results"][:1]
    data["results"][0]["findings"] = [finding]
    (FOLDER / "long.json").write_text(json.dumps(data))
    heddle("report", "long.json", "--html", "long.html")


class Timeline(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.driver = browser()

    @classmethod
    def tearDownClass(cls):
        cls.driver.quit()

    def open(self, page="page.html", size=DESKTOP):
        self.driver.set_window_size(*size)
        self.driver.get((FOLDER / page).as_uri())

    def text(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector).text

    def position(self):
        return self.text("#position")

    def press(self, key):
        self.driver.find_element(By.TAG_NAME, "body").send_keys(key)

    def objects(self):
        rows = self.driver.find_elements(By.CSS_SELECTOR, "#objects tr")
        return dict((cell.text for cell in row.find_elements(By.TAG_NAME, "td")) for row in rows)

    def tearDown(self):
        errors = [entry for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        self.assertEqual(errors, [])

    def test_opens_at_the_last_decisive_step(self):
        self.open()
        self.assertIn("lost-wakeup (deadlock)", self.text("#summary"))
        self.assertEqual(self.position(), "12 of 14")
        self.assertIn("begin to wait for not_empty", self.text("#step"))

    def test_shows_a_lane_for_each_thread(self):
        self.open()
        lanes = [lane.text for lane in self.driver.find_elements(By.CSS_SELECTOR, "#lanes div")]
        self.assertEqual(lanes, ["step", "main", "producer", "consumer"])

    def test_keys_step(self):
        self.open()
        self.press(Keys.HOME)
        self.assertEqual(self.position(), "1 of 14")
        self.press(Keys.ARROW_RIGHT)
        self.press("j")
        self.assertEqual(self.position(), "3 of 14")
        self.press(Keys.ARROW_LEFT)
        self.assertEqual(self.position(), "2 of 14")
        self.press(Keys.END)
        self.assertEqual(self.position(), "14 of 14")
        self.press("n")
        self.assertEqual(self.position(), "8 of 14")

    def test_buttons_step(self):
        self.open()
        self.driver.find_element(By.ID, "first").click()
        self.driver.find_element(By.ID, "back").click()
        self.assertEqual(self.position(), "1 of 14")
        self.driver.find_element(By.ID, "forward").click()
        self.assertEqual(self.position(), "2 of 14")

    def test_a_click_goes_to_a_step(self):
        self.open()
        self.driver.find_elements(By.CSS_SELECTOR, ".row .card")[6].click()
        self.assertEqual(self.position(), "7 of 14")
        self.assertIn("write items = 1", self.text("#step"))

    def test_objects_have_their_state_at_each_step(self):
        self.open()
        self.press(Keys.HOME)
        for _ in range(6):
            self.press(Keys.ARROW_RIGHT)
        self.assertEqual(self.objects()["items"], "1")
        self.assertEqual(self.objects()["lock"], "held by producer")
        self.press(Keys.ARROW_LEFT)
        self.assertEqual(self.objects()["items"], "0")
        self.press(Keys.ARROW_LEFT)
        self.assertEqual(self.objects()["lock"], "free")

    def test_shows_the_source_line(self):
        self.open()
        self.assertIn("not_empty.wait();", self.text("#step pre .here"))

    def test_arrows_lead_to_the_step_from_those_that_it_is_ordered_after(self):
        self.open()
        self.press(Keys.HOME)
        for _ in range(5):
            self.press(Keys.ARROW_RIGHT)
        self.assertIn("ordered after step 5", self.text("#step"))
        arrows = self.driver.find_elements(By.CSS_SELECTOR, "svg.now > path")
        self.assertEqual(len(arrows), 1)

    def test_another_finding_can_be_chosen(self):
        self.open()
        select = Select(self.driver.find_element(By.ID, "finding"))
        self.assertEqual(len(select.options), 4)  # abba-deadlock has a warning beside
        select.select_by_index(1)
        self.assertIn("counter-locked", self.text("#summary"))
        self.assertEqual(self.position(), "no steps")
        select.select_by_index(2)
        self.assertIn("abba-deadlock", self.text("#summary"))
        self.press("[")
        self.assertIn("counter-locked", self.text("#summary"))

    def test_is_dark_or_light(self):
        self.open()
        def paper():
            return self.driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        before = paper()
        self.press("t")
        self.assertNotEqual(paper(), before)

    def test_fits_a_phone(self):
        self.open(size=PHONE)
        wide = self.driver.execute_script(
            "return document.documentElement.scrollWidth > window.innerWidth")
        self.assertFalse(wide)
        self.driver.find_element(By.ID, "forward").click()
        self.assertEqual(self.position(), "13 of 14")

    def test_pictures_are_taken(self):
        for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
            self.open(size=size)
            self.assertTrue(self.driver.save_screenshot(str(FOLDER / f"{name}.png")))

    def test_nothing_is_loaded(self):
        self.open()
        loaded = self.driver.execute_script(
            "return performance.getEntriesByType('resource').length")
        self.assertEqual(loaded, 0)

    def test_names_are_not_taken_for_markup(self):
        data = json.loads((FOLDER / "report.json").read_text())
        data["results"][0]["findings"][0]["message"] = "</script><script>alert(1)</script> <b>x</b>"
        (FOLDER / "markup.json").write_text(json.dumps(data))
        heddle("report", "markup.json", "--html", "markup.html")
        self.open("markup.html")
        self.assertIn("</script><script>alert(1)</script> <b>x</b>", self.text("#summary"))

    def test_a_step_of_two_thousand_takes_less_than_fifty_milliseconds(self):
        write_long_page()
        self.open("long.html")
        times = self.driver.execute_script("""
          const slider = document.getElementById("slider");
          const times = [];
          for (let i = 0; i < 41; ++i) {
            slider.value = 1 + (i * 977) % 2000;
            const begin = performance.now();
            slider.dispatchEvent(new Event("input"));
            document.getElementById("stage").getBoundingClientRect();
            times.push(performance.now() - begin);
          }
          return times.sort((a, b) => a - b);
        """)
        self.assertLess(times[len(times) // 2], 50)
        self.assertEqual(self.position(), f"{1 + (40 * 977) % LONG} of {LONG}")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    heddle("check", "condition-notify-before-wait", "counter-locked", "abba-deadlock", "--fail-on",
           "deadlock", "--html", "page.html", "--json", "report.json", "--quiet")
    unittest.main(argv=sys.argv[:1])
