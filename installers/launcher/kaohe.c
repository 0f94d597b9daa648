/* 考核.exe: starts the Python beside it.
 *
 *   no arguments        the page (kaohe open)
 *   a path first        Explorer dropped it onto the icon: an assessment, or returned files (kaohe dropped)
 *   anything else       the command line; its exit status is passed on
 */
#include <windows.h>
#include <wchar.h>

#define MOST 32768 /* characters of a command line, and of a path */

static wchar_t home[MOST], command[MOST];

/* Ctrl-C is for the program, which ends in order; we wait for it. */
static BOOL WINAPI leave_to_program(DWORD event) {
    return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

/* What stands behind the program's name, quotes and all, as it was typed. */
static const wchar_t *tail(const wchar_t *line) {
    wchar_t end = L' ';
    if (*line == L'"') {
        end = L'"';
        line++;
    }
    while (*line && *line != end && !(end == L' ' && *line == L'\t')) line++;
    if (*line == L'"') line++;
    while (*line == L' ' || *line == L'\t') line++;
    return line;
}

static int is_dropped(const wchar_t *word) {
    int absolute = (word[0] && word[1] == L':' && word[2] == L'\\') || (word[0] == L'\\' && word[1] == L'\\');
    return absolute && GetFileAttributesW(word) != INVALID_FILE_ATTRIBUTES;
}

static int complain(const wchar_t *text) {
    MessageBoxW(NULL, text, L"考核", MB_OK | MB_ICONERROR);
    return 2;
}

/* If we end, however that comes, Python ends; what it started (Excel, a browser) stays. */
static HANDLE leash(void) {
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
    HANDLE job = CreateJobObjectW(NULL, NULL);
    ZeroMemory(&limits, sizeof limits);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    if (job) SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

static void wait_for_enter(void) {
    static const wchar_t text[] = L"\r\n按回车键关闭这个窗口。";
    wchar_t typed[8];
    DWORD count;
    HANDLE screen = CreateFileW(L"CONOUT$", GENERIC_WRITE, FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    WriteConsoleW(screen, text, (DWORD)wcslen(text), &count, NULL);
    ReadConsoleW(GetStdHandle(STD_INPUT_HANDLE), typed, 8, &count, NULL);
}

int wmain(int count, wchar_t **words) {
    DWORD sharing[2], status = 2, length = GetModuleFileNameW(NULL, home, MOST);
    int own_window = GetConsoleProcessList(sharing, 2) == 1; /* double-clicked or dropped upon, not typed */
    int page = count < 2, dropped = !page && is_dropped(words[1]);
    STARTUPINFOW start;
    PROCESS_INFORMATION python;
    HANDLE job;
    wchar_t program[MOST];

    while (length && home[length - 1] != L'\\') length--;
    home[length] = 0;
    if (_snwprintf(program, MOST, L"%lspython\\python.exe", home) < 0 || GetFileAttributesW(program) == INVALID_FILE_ATTRIBUTES)
        return complain(L"找不到 python 文件夹。\n\n请先把压缩包全部解压，再双击解压后文件夹里的 考核.exe；\n不要单独移动 考核.exe。");
    if (_snwprintf(command, MOST, L"\"%ls\" -m kaohe_xl.cli %ls%ls", program,
                   page ? L"open" : dropped ? L"dropped " : L"", tail(GetCommandLineW())) < 0)
        return complain(L"一次拖来的文件太多。\n\n请把它们放进一个文件夹，再把文件夹拖到 考核.exe 上。");

    SetConsoleCtrlHandler(leave_to_program, TRUE);
    if (own_window) SetConsoleTitleW(L"考核（关闭这个窗口就是退出）");
    ZeroMemory(&start, sizeof start);
    start.cb = sizeof start;
    if (!CreateProcessW(program, command, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &start, &python))
        return complain(L"不能启动 python\\python.exe。\n\n可能被杀毒软件拦下了：请在杀毒软件里允许这个文件夹，或向管理员说明。");
    job = leash();
    if (job) AssignProcessToJobObject(job, python.hProcess);
    ResumeThread(python.hThread);
    if (own_window && page && WaitForSingleObject(python.hProcess, 6000) == WAIT_TIMEOUT)
        ShowWindow(GetConsoleWindow(), SW_SHOWMINNOACTIVE); /* the page is there: the black window steps aside */
    WaitForSingleObject(python.hProcess, INFINITE);
    GetExitCodeProcess(python.hProcess, &status);
    if (own_window && (status || dropped)) {
        ShowWindow(GetConsoleWindow(), SW_RESTORE);
        wait_for_enter();
    }
    return (int)status;
}
